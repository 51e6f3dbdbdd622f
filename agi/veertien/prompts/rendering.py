"""From words to sound as the telephone carries it."""

from functools import cache
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.speech.line.resample import resample

LEVEL_DB = -20.0
"""The level of all that is said to callers, in dBFS (RMS)."""

_PEAK = 10 ** (-1 / 20)
_FULL_SCALE = 32768
_FRAME = 160
# Silence at both ends is waiting for the caller: all but these samples (40 ms) of it goes.
_MARGIN = 320
_LOOK_AHEAD = 40
_QUIETEST = 10 ** (-50 / 20) * _FULL_SCALE
# What lies this far below the loudest frame is a pause and does not count for the level.
_PAUSE = 10 ** (-40 / 20)

# What was spoken on a line with noise, in frames: vowels are within 20 dB of the loudest, a tenth of the time there is
# noise alone, and a consonant is up to 30 dB softer than vowels, or within three frames of what the noise doesn't hide.
_SOFTEST_SPEECH_DB, _VOWELS_DB, _SOFTEST_SOUND_DB, _SURELY_SOUND_DB = -50.0, 20.0, 30.0, 10.0
_NOISE_PERCENT, _ABOVE_NOISE_DB, _SOFT_FRAMES = 10, 8.0, 3

REVISION = 2
"""Counts up with each change to this module that is to be heard."""


@cache
def espeak_version() -> str:
    """Return which espeak-ng renders: another version may sound different. Read once: each prompt asks."""
    return f"espeakng-loader {version('espeakng-loader')}"


def finished(samples: NDArray[np.int16], hertz: int) -> NDArray[np.int16]:
    """Return speech as it is sent: 8 kHz, no silence around it, at -20 dBFS (RMS but for pauses), peaks under -1."""
    return level(trim(resample(samples, hertz, HERTZ)))


def trim(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """Cut the silence off both ends, but for 40 ms."""
    start, end = sound_in(pcm)
    return pcm[max(0, start - _MARGIN) : end + _MARGIN] if end else pcm[:0]


def sound_in(pcm: NDArray[np.int16]) -> tuple[int, int]:
    """Return where the first sound begins and the last ends, in samples; both 0 in silence."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > _QUIETEST)
    return (int(loud[0]), int(loud[-1]) + 1) if loud.size else (0, 0)


def level(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """Bring speech at 8 kHz to -20 dBFS, its peaks held below -1."""
    decibel = speech_decibel(pcm)
    return pcm if decibel is None else _limited(pcm.astype(np.float64) * 10 ** ((LEVEL_DB - decibel) / 20))


def cut_out(samples: NDArray[np.int16], hertz: int) -> NDArray[np.int16]:
    """Return what somebody spoke into a telephone as it is sent: as `finished` does, whatever noise is on the line.

    Nothing is left where nobody spoke.
    """
    pcm = resample(samples, hertz, HERTZ)
    decibel = 10 * np.log10(np.maximum(_powers(pcm), 1e-10))
    if not decibel.size or decibel.max() < _SOFTEST_SPEECH_DB:
        return pcm[:0]
    speech = decibel[decibel > decibel.max() - _VOWELS_DB].mean()
    noise = np.percentile(decibel, _NOISE_PERCENT)
    least = min(max(speech - _SOFTEST_SOUND_DB, noise + _ABOVE_NOISE_DB), speech - _SURELY_SOUND_DB)
    loud = np.flatnonzero(decibel > least)
    start, end = max(0, loud[0] - _SOFT_FRAMES) * _FRAME, (loud[-1] + 1 + _SOFT_FRAMES) * _FRAME
    return level(pcm[start:end])


def speech_decibel(pcm: NDArray[np.int16]) -> float | None:
    """Return the level of speech at 8 kHz in dBFS (RMS), its pauses left out; None for silence."""
    powers = _powers(pcm)
    if not powers.any():
        return None
    return float(10 * np.log10(powers[powers > powers.max() * _PAUSE**2].mean()))


def _powers(pcm: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the power of each frame, 1 at full scale."""
    frames = np.pad(pcm, (0, -pcm.size % _FRAME)).reshape(-1, _FRAME).astype(np.float64) / _FULL_SCALE
    powers: NDArray[np.float64] = (frames**2).mean(axis=1)
    return powers


def _limited(samples: NDArray[np.float64]) -> NDArray[np.int16]:
    """Turn what is above the highest peak down, smoothly, from 5 ms before it to 5 ms after it."""
    most = _PEAK * _FULL_SCALE
    if np.abs(samples).max() > most:
        gains = np.minimum(1.0, most / np.maximum(np.abs(samples), 1.0))
        lowest = _windows(np.pad(gains, 2 * _LOOK_AHEAD, constant_values=1.0)).min(axis=1)
        # The mean of least gains around a sample is never above its own.
        samples = samples * _windows(lowest).mean(axis=1)
    limited: NDArray[np.int16] = np.rint(samples).astype(np.int16)
    return limited


def _windows(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.lib.stride_tricks.sliding_window_view(values, 2 * _LOOK_AHEAD + 1)


def to_frames(pcm: NDArray[np.int16]) -> bytes:
    """Return s16le bytes, filled up with silence to whole frames of 20 ms (320 bytes at 8 kHz)."""
    return pcm.astype("<i2").tobytes() + bytes(2 * (-pcm.size % _FRAME))
