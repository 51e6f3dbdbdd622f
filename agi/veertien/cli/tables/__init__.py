"""Routing tables: what they say, and what becomes of a call by them."""
