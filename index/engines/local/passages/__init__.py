"""What is the record of a passage?"""
