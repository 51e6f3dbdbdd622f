"""Acoustic models as folders: what their files hold, and which of several is in force."""
