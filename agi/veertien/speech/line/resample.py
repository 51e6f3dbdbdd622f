"""Changing the sampling rate of speech without aliasing."""

import math

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.clipping import to_int16

# 96 samples of the lower rate long, 80 dB down: flat up to 0.9 of the lower rate's band, nothing left beyond it.
_CROSSINGS = 48
_STOPBAND_DECIBEL = 80.0

_HIGHEST_HERTZ = 192_000


def resample(pcm: NDArray[np.int16], from_hertz: int, to_hertz: int) -> NDArray[np.int16]:
    """Return `pcm` (mono) at another sampling rate, ceil(n * to / from) samples long, without delay.

    A polyphase filter: a sinc under a Kaiser window, of which each output sample uses the one phase it falls on. The
    window's shape and the transition's width follow Kaiser's formulas (Kaiser 1974; Oppenheim and Schafer,
    Discrete-Time Signal Processing, 7.6). What can't be held in 16 bits is clipped.

    Raises ValueError for samples that are not one row of int16 and for rates outside 1 to 192,000 Hz.
    """
    if pcm.ndim != 1 or pcm.dtype != np.int16:
        raise ValueError(f"resample takes one row of int16 samples, not {pcm.ndim} rows of {pcm.dtype}")
    if not (0 < from_hertz <= _HIGHEST_HERTZ and 0 < to_hertz <= _HIGHEST_HERTZ):
        raise ValueError(f"cannot resample from {from_hertz} to {to_hertz} Hz: rates are 1 to {_HIGHEST_HERTZ}")
    if from_hertz == to_hertz or not pcm.size:
        return pcm.copy()
    common = math.gcd(from_hertz, to_hertz)
    up, down = to_hertz // common, from_hertz // common
    ratio = min(1.0, to_hertz / from_hertz)
    reach = math.ceil(_CROSSINGS / ratio)
    padded = np.pad(pcm.astype(np.float64), reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    out = np.empty(-(-pcm.size * up // down))
    # Output n lies at n * down / up input samples; so does each up-th one after it, down inputs on.
    whole, part = np.divmod(np.arange(min(up, out.size)) * down, up)
    phases = _lowpass(np.arange(-reach, reach + 1) - (part / up)[:, np.newaxis], ratio)
    for first, taps in enumerate(phases):
        out[first::up] = windows[whole[first] :: down][: out[first::up].size] @ taps
    return to_int16(out)


def _lowpass(at: NDArray[np.float64], ratio: float) -> NDArray[np.float64]:
    """Return a filter a row: its values `at` input samples from its middle; `ratio` is its band over the input's."""
    transition = (_STOPBAND_DECIBEL - 7.95) / (2.285 * math.pi * 2 * _CROSSINGS)
    cutoff = ratio * (1 - transition / 2)
    beta = 0.1102 * (_STOPBAND_DECIBEL - 8.7)
    inside = np.clip(1 - (at * ratio / _CROSSINGS) ** 2, 0, None)
    taps: NDArray[np.float64] = cutoff * np.sinc(cutoff * at) * np.i0(beta * np.sqrt(inside)) / np.i0(beta)
    taps[inside == 0] = 0
    # Each phase passes a constant unchanged.
    taps /= taps.sum(axis=1, keepdims=True)
    return taps
