"""How do assistants ask, through the Model Context Protocol?"""
