"""How does one machine store and propose passages, in files?"""
