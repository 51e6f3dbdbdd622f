"""Calls: place one, look at those that were."""
