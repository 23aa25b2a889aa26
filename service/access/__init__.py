"""Who may ask, read and change, and which documents?"""
