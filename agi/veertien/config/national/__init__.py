"""Editions of the national data that were put in: read, checked, and the one that a folder names."""
