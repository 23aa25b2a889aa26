"""How is a file read that a stranger made?"""
