"""What do HTML and Markdown say?"""
