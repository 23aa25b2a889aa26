"""How good is it, per language, since which change?"""
