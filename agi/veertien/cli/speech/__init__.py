"""What callers hear, and how they are understood."""
