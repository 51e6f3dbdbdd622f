"""What callers sound like: made voices, other people out of a recording, and the telephone line."""
