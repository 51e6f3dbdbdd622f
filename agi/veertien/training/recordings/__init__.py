"""Recordings of people: which there are, and whether they say what their texts say."""
