"""What is counted and shown of calls, each figure defined once."""
