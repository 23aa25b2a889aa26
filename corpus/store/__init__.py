"""Where are documents, versions, originals and jobs kept?"""
