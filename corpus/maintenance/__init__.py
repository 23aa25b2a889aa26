"""Is the library whole, and how is it mended, kept and brought back?"""
