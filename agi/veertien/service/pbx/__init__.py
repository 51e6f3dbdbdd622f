"""What the daemon does with what it knows of Asterisk: compares it with the tables, and finds ends that it missed."""
