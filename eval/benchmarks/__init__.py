"""What was tried before a choice was made, kept so that it can be tried again."""
