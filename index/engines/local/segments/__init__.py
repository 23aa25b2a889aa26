"""How is an index written whole, published, merged?"""
