"""How is a change to the library made beside the service?"""
