"""What is a paragraph in its document: running text, a line of the contents, a work cited?"""
