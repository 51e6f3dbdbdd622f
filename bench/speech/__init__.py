"""How well the caller is understood: recordings, what a line does to them, and the figures that come out."""
