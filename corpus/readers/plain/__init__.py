"""What does a plain text say, the page's layout undone?"""
