"""What a user would pick instead, each behind one small protocol, in environments of their own."""
