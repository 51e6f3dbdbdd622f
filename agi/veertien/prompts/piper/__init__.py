"""Piper, a neural voice: its voices' files, and a process of its own in which it speaks."""
