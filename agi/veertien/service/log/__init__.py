"""The log: written by a thread of its own, so that it holds up no call."""
