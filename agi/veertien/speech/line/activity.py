"""Whether somebody speaks in a frame: its level in the telephone band against the noise of the line.

The noise is followed from frame to frame: its level and how much that varies, learnt while nobody speaks, and the
quietest moment of the last seconds, above which speech soon falls back but steady noise, hum and tones do not.
"""

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from veertien.frames import FRAME_SAMPLES

"""A frame: 20 ms at 8 kHz, so that each multiple of 50 Hz is a line of its spectrum and hum leaks into no other."""

_LOWEST_LINE, _HIGHEST_LINE = 6, 68
_BLOCKS = 8
_FLOOR_FRAMES = 150
_HELD_FRAMES = 3
_SILENT_DB = 18.0
"""What a line that sends one value for long is taken for: A-law's own silence."""

_LEAST_SPEECH_DB = 24.0
"""Below this nothing is speech: one step of A-law is as high (66 dB under full scale)."""

_ONSET_DB, _MOST_ONSET_DB, _ONSET_DEVIATIONS = 3.5, 9.0, 2.5
_LASTING_DB, _MOST_LASTING_DB, _LASTING_SHARE = 3.5, 15.0, 0.45
_TONE_SHARE, _TONE_STEADY_DB = 0.85, 1.0
_DOWN, _UP, _UP_IN_SPEECH, _UP_SPEAKING = 0.10, 0.05, 0.01, 0.002
_DEVIATION_PACE = 0.05
_LOUD_DECAY_DB = 0.05
_FIRST_DEVIATION_DB = 1.5


def _band() -> NDArray[np.float64]:
    """Return the matrix that keeps of a frame what lies between 300 and 3400 Hz: cheaper than two transforms."""
    spectra = np.fft.rfft(np.eye(FRAME_SAMPLES), axis=0)
    spectra[:_LOWEST_LINE] = 0
    spectra[_HIGHEST_LINE + 1 :] = 0
    return np.fft.irfft(spectra, FRAME_SAMPLES, axis=0)


_BAND = _band()


class Activity:
    """Follows one line, frame by frame."""

    def __init__(self) -> None:
        self._quietest: deque[float] = deque(maxlen=_FLOOR_FRAMES)
        self._noise: float | None = None
        self._deviation = _FIRST_DEVIATION_DB
        self._level = 0.0
        self._held = 0
        self._loud = 0.0

    def voiced(self, samples: NDArray[np.int16], *, speaking: bool) -> bool:
        """Take the next frame; tell whether it is speech, given whether somebody was `speaking` before it.

        A lost packet (a frame of one value) counts as the frame before it, up to three in a row.
        """
        before = self._level
        if samples.min() == samples.max():
            self._held += 1
            if self._held <= _HELD_FRAMES:
                return self._above(self._level, speaking)
            self._level = _SILENT_DB
        else:
            self._held = 0
            self._level = max(_level(samples), _SILENT_DB)
        if self._noise is None:
            self._noise = self._level
        self._quietest.append(self._level)
        voiced = self._above(self._level, speaking)
        if voiced and abs(self._level - before) < _TONE_STEADY_DB:
            voiced = not _tonal(samples)
        self._learn(voiced, speaking)
        return voiced

    def _above(self, level: float, speaking: bool) -> bool:
        if self._noise is None:
            return False
        noise = max(self._noise, min(self._quietest))
        if speaking:
            above = min(max(_LASTING_DB, _LASTING_SHARE * (self._loud - noise)), _MOST_LASTING_DB)
        else:
            above = min(max(_ONSET_DB, _ONSET_DEVIATIONS * self._deviation), _MOST_ONSET_DB)
        return level > max(noise + above, _LEAST_SPEECH_DB)

    def _learn(self, voiced: bool, speaking: bool) -> None:
        noise = self._level if self._noise is None else self._noise
        away = self._level - noise
        if speaking:
            self._loud = max(self._level, self._loud - _LOUD_DECAY_DB)
            pace = _DOWN if away < 0 else _UP_SPEAKING
        else:
            self._loud = self._level
            pace = _DOWN if away < 0 else _UP_IN_SPEECH if voiced else _UP
            if not voiced:
                self._deviation += _DEVIATION_PACE * (abs(away) - self._deviation)
        self._noise = noise + pace * away


def _level(samples: NDArray[np.int16]) -> float:
    """Return the level between 300 and 3400 Hz in dB over a mean square of 1.

    The loudest of eight parts of the frame is left out: a click fills no more than one.
    """
    parts = (_BAND @ samples).reshape(_BLOCKS, -1)
    powers = np.einsum("ij,ij->i", parts, parts).tolist()
    return 10 * math.log10((sum(powers) - max(powers)) / (FRAME_SAMPLES - FRAME_SAMPLES // _BLOCKS) + 1)


def _tonal(samples: NDArray[np.int16]) -> bool:
    """Tell whether one or two tones make nearly all of the sound between 300 and 3400 Hz."""
    lines = np.abs(np.fft.rfft(samples)) ** 2
    lines[:_LOWEST_LINE] = 0
    lines[_HIGHEST_LINE + 1 :] = 0
    total = float(lines.sum())
    share = 0.0
    for _ in range(2):
        top = int(lines.argmax())
        near = slice(max(0, top - 1), top + 2)
        share += float(lines[near].sum())
        lines[near] = 0
    return share > _TONE_SHARE * total
