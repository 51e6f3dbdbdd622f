"""What may stand in each file: its keys, what their values may be, and what they become."""
