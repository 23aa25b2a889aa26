"""Which questions are judged, and what came back for them?"""
