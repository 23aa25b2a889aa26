"""Which works does a reference manager know, and which files belong to them?"""
