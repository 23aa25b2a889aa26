"""Which candidates answer, and how sure is that?"""
