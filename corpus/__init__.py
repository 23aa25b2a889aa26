"""What do we know, and where did it come from?"""
