"""What a peer can't go on after."""


class PeerError(RuntimeError):
    """What was waited for did not come; the message says what came instead."""
