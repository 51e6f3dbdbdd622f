"""AudioSocket: the caller's audio and keys, both ways."""
