"""How well is a test collection searched?"""
