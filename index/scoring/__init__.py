"""What is the exact score of what was fetched?"""
