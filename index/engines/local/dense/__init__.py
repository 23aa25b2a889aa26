"""Which passages lie nearest to a vector?"""
