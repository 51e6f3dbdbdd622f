"""From words to sound as the telephone carries it."""

from importlib.metadata import version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.speech.line.resample import resample

_LEVEL = 10 ** (-20 / 20)
_PEAK = 10 ** (-1 / 20)
_FULL_SCALE = 32768
_FRAME = 160
# Silence at both ends is waiting for the caller: all but these samples (40 ms) of it goes.
_MARGIN = 320
_QUIETEST = 10 ** (-50 / 20) * _FULL_SCALE
# What lies this far below the loudest frame is a pause and does not count for the level.
_PAUSE = 10 ** (-40 / 20)

# Counts up with each change to this module that is to be heard.
_REVISION = 1


class Synthesiser(Protocol):
    """A voice."""

    def synthesise(self, text: str, voice: str) -> tuple[NDArray[np.int16], int]:
        """Speak; return mono samples and their rate in hertz."""


def renderer_version() -> str:
    """Return what renders: another version may sound different."""
    return f"{_REVISION} espeakng-loader {version('espeakng-loader')}"


def render(text: str, voice: str, synthesiser: Synthesiser) -> NDArray[np.int16]:
    """Speak `text`: 8 kHz, mono, without silence around it, at -20 dBFS (RMS but for pauses), peaks under -1."""
    samples, hertz = synthesiser.synthesise(text, voice)
    return level(trim(resample(samples, hertz, HERTZ)))


def trim(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """Cut the silence off both ends, but for 40 ms."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _QUIETEST)
    if not loud.size:
        return pcm[:0]
    return pcm[max(0, loud[0] - _MARGIN) : loud[-1] + 1 + _MARGIN]


def level(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """Bring speech at 8 kHz to -20 dBFS, or as near as its peaks allow."""
    frames = np.pad(pcm, (0, -pcm.size % _FRAME)).reshape(-1, _FRAME).astype(np.float64) / _FULL_SCALE
    powers = (frames**2).mean(axis=1)
    if not powers.any():
        return pcm
    speech = powers[powers > powers.max() * _PAUSE**2].mean()
    gain = min(_LEVEL / np.sqrt(speech), _PEAK / np.abs(frames).max())
    levelled: NDArray[np.int16] = np.rint(pcm * gain).astype(np.int16)
    return levelled


def to_frames(pcm: NDArray[np.int16]) -> bytes:
    """Return s16le bytes, filled up with silence to whole frames of 20 ms (320 bytes at 8 kHz)."""
    return np.pad(pcm, (0, -pcm.size % _FRAME)).astype("<i2").tobytes()
