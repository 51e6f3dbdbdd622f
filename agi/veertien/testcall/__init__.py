"""A call that is placed over ARI, to try an installed system with a real caller's ears and mouth."""
