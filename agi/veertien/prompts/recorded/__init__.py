"""Recordings in the place of rendered prompts: found, checked, and the script for them."""
