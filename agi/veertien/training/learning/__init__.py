"""Learning from captures: pronunciations, acoustic model and confidence, kept only where strangers are heard better."""
