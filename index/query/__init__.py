"""What is searched for, given a question?"""
