"""What does an EPUB say?"""
