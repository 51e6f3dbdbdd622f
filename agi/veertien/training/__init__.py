"""How acoustic models are made: recordings, synthetic callers, their telephone versions, estimation, adaptation."""
