"""What does a PDF say, seen from where its characters stand?"""
