"""A-law octets as telephony carries them (ITU-T G.711), by the package's own reader."""

import struct

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.wav import parse_wav


def decode(codes: bytes) -> NDArray[np.int16]:
    """Return the samples of A-law octets, 8 kHz."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 6, 1, 8000, 8000, 1, 8)
    data = struct.pack("<4sI", b"data", len(codes)) + codes
    return parse_wav(b"RIFF" + struct.pack("<I4s", 4 + len(form) + len(data), b"WAVE") + form + data, "line").pcm


def encode(pcm: NDArray[np.int16]) -> bytes:
    """Return for each sample the octet that comes nearest to it."""
    between = (_LEVELS[:-1].astype(np.int32) + _LEVELS[1:]) / 2
    return _CODES[np.searchsorted(between, pcm)].tobytes()


_ALL = np.arange(256, dtype=np.uint8)
_CODES = _ALL[np.argsort(decode(_ALL.tobytes()), kind="stable")]
_LEVELS = decode(_CODES.tobytes())
SILENCE = encode(np.zeros(1, np.int16))
"""One octet of silence."""
