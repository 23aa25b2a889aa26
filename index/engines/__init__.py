"""Where are passages stored for search, behind one seam?"""
