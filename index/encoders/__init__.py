"""Which vectors does a text become?"""
