"""How does a file become a text as its reader sees it?"""
