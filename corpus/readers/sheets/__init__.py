"""What does a sheet of cells say?"""
