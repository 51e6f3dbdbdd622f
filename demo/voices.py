"""What callers and municipalities say, spoken by espeak-ng into files that Asterisk can play."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from veertien.speech import Espeak
from veertien.speech.line.resample import resample
from veertien.speech.line.wav import encode_wav

HERTZ = 8000
PEAK = 10000
"""Peak of full scale that speech is brought to: the level of an ordinary call."""


class Voices:
    """Speaks texts into 8 kHz WAV files, kept under a hash of voice and words."""

    def __init__(self, folder: Path, espeak: Espeak) -> None:
        """Keep the files in `folder`."""
        self._folder = folder
        self._espeak = espeak
        folder.mkdir(parents=True, exist_ok=True)

    def speak(self, text: str, voice: str) -> Path:
        """Return the file in which `voice` says `text`."""
        name = hashlib.sha256(f"{voice}\n{text}".encode()).hexdigest()[:16]
        path = self._folder / f"{name}.wav"
        if not path.exists():
            pcm, hertz = self._espeak.synthesise(text, voice)
            narrow = resample(pcm, hertz, HERTZ).astype(np.float64)
            level = (narrow * (PEAK / max(1.0, float(np.abs(narrow).max())))).astype("<i2")
            # Whole under its name or not there: tests side by side share the folder.
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(encode_wav(level, HERTZ))
            part.replace(path)
        return path
