"""Calls of Veertien to itself: through the PBX as a carrier's go, taken by a test trunk that rings nobody."""
