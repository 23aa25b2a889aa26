"""How is a passage cited in print?"""
