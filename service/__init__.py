"""How do people ask, and what do they get back?"""
