"""What is done in one call, and how many are asked at once."""
