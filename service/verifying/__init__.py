"""Does a draft quote what the library says?"""
