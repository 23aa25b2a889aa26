"""How do several processes answer?"""
