"""What does the page show before any script runs?"""
