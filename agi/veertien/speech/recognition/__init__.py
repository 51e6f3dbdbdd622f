"""Which phrase an utterance was, and how sure that is."""
