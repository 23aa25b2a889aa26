"""What does an OpenDocument file say?"""
