"""Calls on the pages: what became of one, what it is called, where more of them are."""
