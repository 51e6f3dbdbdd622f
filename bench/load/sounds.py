"""What SIPp's callers send: silence while they listen, a name, "ja", and keys as tones for when nobody has come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.cut_voices import SILENCE_SECONDS, CutVoices
from demo.peer import a_law
from demo.scenarios import CLEAR_VOICE
from veertien.frames import FRAME_SAMPLES, HERTZ
from veertien.speech import Espeak
from veertien.speech.line.wav import read_wav

WANTED = {"Medemblik": "2", "Hoorn": "1"}
"""Whom callers want, with its key in the list of 0229. "Hoorn" in this voice is asked back, "Medemblik" is not."""
LISTENS_SECONDS = 2.0
"""Seconds from the answer to what the caller says: the question has been asked by then."""
YES_AFTER_SECONDS = 2.8
"""Seconds from the end of what was said to "ja", which answers whether that was meant, where it is asked."""
KEYS_AFTER_SECONDS = (5.5, 10.0)
"""Seconds from the end of what was said to each press of the key: who is through by then has hung up."""
WHOLE_SECONDS = 45.0
"""Seconds that a caller sends something at all."""
_KEY_SECONDS = 0.15
_LEVEL = 4000
"""Of 32768, of each of a key's two tones: -18 dB, as telephones send them."""
_ROWS, _COLUMNS, _KEYS = (697, 770, 852, 941), (1209, 1336, 1477), ("123", "456", "789", "*0#")


@dataclass(frozen=True, slots=True)
class CallersSound:
    """A file of raw A-law, and when in it the last sound of what is said ends."""

    file: Path
    said_seconds: float


def sounds_of_callers(folder: Path) -> dict[str, CallersSound]:
    """Make what callers send, by the municipality that they want."""
    with Espeak() as espeak:
        voices = CutVoices(folder / "voices", espeak)
        return {name: sound_of(name, key, voices, folder) for name, key in WANTED.items()}


def sound_of(name: str, key: str, voices: CutVoices, folder: Path) -> CallersSound:
    """Make the sound of a caller who says a name and, where nobody comes, presses the key of it."""
    word = read_wav(voices.speak(name, CLEAR_VOICE)).pcm
    said = LISTENS_SECONDS + len(word) / HERTZ - SILENCE_SECONDS
    whole = np.zeros(round(WHOLE_SECONDS * HERTZ) // FRAME_SAMPLES * FRAME_SAMPLES, np.int16)
    start = round(LISTENS_SECONDS * HERTZ)
    whole[start : start + len(word)] = word
    yes, at = read_wav(voices.speak("ja", CLEAR_VOICE)).pcm, round((said + YES_AFTER_SECONDS) * HERTZ)
    whole[at : at + len(yes)] = yes
    for after in KEYS_AFTER_SECONDS:
        tone, at = _tones(key), round((said + after) * HERTZ)
        whole[at : at + len(tone)] = tone
    file = folder / f"{name}.al"
    file.write_bytes(a_law.encode(whole))
    return CallersSound(file, said)


def _tones(key: str) -> NDArray[np.int16]:
    row = next(place for place, keys in enumerate(_KEYS) if key in keys)
    times = np.arange(round(_KEY_SECONDS * HERTZ)) / HERTZ
    both = sum(np.sin(2 * np.pi * hertz * times) for hertz in (_ROWS[row], _COLUMNS[_KEYS[row].index(key)]))
    return (_LEVEL * np.asarray(both)).astype(np.int16)
