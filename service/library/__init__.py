"""How does a text come into the library, and out?"""
