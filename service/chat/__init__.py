"""How do programs ask that talk to language models?"""
