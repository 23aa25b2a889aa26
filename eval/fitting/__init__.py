"""Which weights and calibrations fit the development data?"""
