"""Tables with all that is made ready for them: how they come into force, at a start and at a reload."""
