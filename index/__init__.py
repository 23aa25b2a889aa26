"""Here is a query: which passages?"""
