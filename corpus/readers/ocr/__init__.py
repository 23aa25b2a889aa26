"""What does a picture of a page say?"""
