"""Keys as tones in the audio (ITU-T Q.23)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HERTZ = 8000
_PAD = ("123A", "456B", "789C", "*0#D")
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_LEVEL = 0.25
"""Of full scale, each of the two: about -9 dBm0, what telephones send."""


def key_tone(key: str, seconds: float = 0.1) -> NDArray[np.int16]:
    """Return the two tones of a key, 8 kHz."""
    row = next(row for row, keys in enumerate(_PAD) if key in keys)
    return _sum((_ROWS[row], _COLUMNS[_PAD[row].index(key)]), seconds)


def tone(hertz: float, seconds: float) -> NDArray[np.int16]:
    """Return one tone, 8 kHz."""
    return _sum((hertz,), seconds)


def _sum(tones: tuple[float, ...], seconds: float) -> NDArray[np.int16]:
    at = np.arange(round(seconds * HERTZ)) / HERTZ
    wave = np.zeros(len(at))
    for hertz in tones:
        wave += np.sin(2 * np.pi * hertz * at)
    pcm: NDArray[np.int16] = np.rint(wave * (_LEVEL * 32767)).astype(np.int16)
    return pcm
