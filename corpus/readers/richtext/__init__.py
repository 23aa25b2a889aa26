"""What does a Rich Text file say?"""
