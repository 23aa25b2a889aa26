"""How does one ask and manage on the command line?"""
