"""What does a question ask of a work as a whole, and what do its record and text say to that?"""
