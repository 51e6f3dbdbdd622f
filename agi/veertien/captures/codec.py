"""A capture as a file: AES-256-GCM under the operator's key.

    magic (16) | name of the key (8) | nonce (12) | encrypted: length of what follows in JSON (4) | JSON | audio

What stands before the encrypted part, and the capture's id, are authenticated with it: a file that was changed, cut or
renamed is refused. Two keys are derived from the operator's (HMAC-SHA256), for the files and for callers' numbers.
"""

import hmac
import secrets
import struct

from pydantic import TypeAdapter, ValidationError

from veertien.captures.capture import About, Capture, hour_of

MAGIC = b"veertiencapture1"
MOST_FILE_BYTES = 2 << 20
"""The longest file taken: an utterance of eight seconds is 128 kB."""
_KEY_NAME_BYTES, _NONCE_BYTES, _CALLER_BYTES = 8, 12, 16
_HEAD_BYTES = len(MAGIC) + _KEY_NAME_BYTES + _NONCE_BYTES
_LENGTH = struct.Struct(">I")
_ABOUT = TypeAdapter(About)


class CaptureUnreadableError(Exception):
    """A file is no capture, or not one of this key; says why."""


class CaptureKey:
    """The operator's key as captures use it. Raises ImportError where the package cryptography is missing."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self.cipher: AESGCM = AESGCM(hmac.digest(key, b"veertien capture: file", "sha256"))
        self.name = hmac.digest(key, b"veertien capture: which key", "sha256")[:_KEY_NAME_BYTES]
        self._callers = hmac.digest(key, b"veertien capture: caller", "sha256")

    def caller(self, number_e164: str) -> str:
        """Return the keyed hash of a caller's number.

        There are so few numbers that whoever has the key can try them all: it is personal data.
        """
        return hmac.digest(self._callers, number_e164.encode(), "sha256")[:_CALLER_BYTES].hex()


def encoded(capture: Capture, key: CaptureKey) -> bytes:
    """Return a capture as the content of its file; never twice the same."""
    about = _ABOUT.dump_json(capture.about)
    head = MAGIC + key.name
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = _LENGTH.pack(len(about)) + about + capture.pcm
    return head + nonce + key.cipher.encrypt(nonce, plain, head + capture.id.encode())


def decoded(content: bytes, capture_id: str, key: CaptureKey) -> Capture:
    """Return the capture that a file with this name holds.

    Raises CaptureUnreadableError for another key, and for whatever is not what `encoded` made.
    """
    from cryptography.exceptions import InvalidTag

    hour_of(capture_id)
    if len(content) < _HEAD_BYTES or not content.startswith(MAGIC):
        raise CaptureUnreadableError("is no capture of this version")
    head, nonce = content[: len(MAGIC) + _KEY_NAME_BYTES], content[_HEAD_BYTES - _NONCE_BYTES : _HEAD_BYTES]
    if head != MAGIC + key.name:
        raise CaptureUnreadableError("was encrypted with another key")
    try:
        plain = key.cipher.decrypt(nonce, content[_HEAD_BYTES:], head + capture_id.encode())
        end = _LENGTH.size + _LENGTH.unpack_from(plain)[0]
        return Capture(capture_id, _ABOUT.validate_json(plain[_LENGTH.size : end]), plain[end:])
    except (InvalidTag, struct.error, ValidationError):
        raise CaptureUnreadableError("is damaged") from None
