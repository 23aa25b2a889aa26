"""Did a change make answers worse?"""
