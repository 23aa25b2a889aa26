"""What does a presentation say?"""
