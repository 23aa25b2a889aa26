"""How is a measured run shown: in the terminal, in Markdown, on a page, to programs?"""
