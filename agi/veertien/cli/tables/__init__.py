"""Routing tables: check them, make them, try calls by them."""
