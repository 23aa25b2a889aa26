"""Which passages hold the terms?"""
