"""A dialplan as text, looked through for what a caller could have Asterisk evaluate."""
