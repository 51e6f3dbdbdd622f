"""Serve, and tell what serves what to do."""
