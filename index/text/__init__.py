"""What does a text become before anything else?"""
