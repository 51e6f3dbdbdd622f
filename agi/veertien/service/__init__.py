"""The daemon that wires the rooms together."""
