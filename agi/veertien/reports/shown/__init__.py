"""A report as people and programs read it: a page with pictures, text, JSON, CSV."""
