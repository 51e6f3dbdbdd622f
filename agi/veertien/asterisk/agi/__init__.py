"""FastAGI: the script that a dialplan calls, as a server."""
