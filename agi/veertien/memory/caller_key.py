"""The operator's key, under which callers' numbers are hashed: HMAC-SHA256.

There are so few telephone numbers that whoever has the hashes and the key can try them all: rows with them are personal
data.
"""

import hmac

_KEY_NAME = b"veertien: which key"
_KEY_NAME_BYTES = 8


class CallerKey:
    """Hashes numbers under one key; `name` tells keys apart and gives none away."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.name = hmac.digest(key, _KEY_NAME, "sha256")[:_KEY_NAME_BYTES]

    def hashed(self, number_e164: str) -> bytes:
        """Return the hash of a number."""
        return hmac.digest(self._key, number_e164.encode(), "sha256")
