"""Which vectors do a passage's sentences and tokens have?"""
