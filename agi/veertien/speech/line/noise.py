"""Steady noise under speech: how strong it is, and taking some of it away."""

import numpy as np

from veertien.speech.line.line_faults import Samples
from veertien.speech.line.shares import value_at

_FRAME, _HOP = 256, 80
_QUIET_SHARE = 0.2
_NOISE_BIAS = 1.1
_SMOOTHING = 0.92
_LEAST_GAIN = 0.3
"""At most 10 dB is taken away: measured, more (16 dB) loses 6 points again."""


def lower_noise(samples: Samples, quiet_enough: float = 1.0) -> Samples:
    """Take up to 10 dB of steady noise out of mono samples at 8 kHz.

    A Wiener filter on frames of 32 ms with the decision-directed signal-to-noise ratio (Ephraim and Malah 1984); the
    noise is the mean of the quietest fifth of the frames that hold anything above a mean square of `quiet_enough`.
    """
    padded = np.pad(samples, (_FRAME, _FRAME + _HOP))
    count = (len(padded) - _FRAME) // _HOP + 1
    window = np.sqrt(np.hanning(_FRAME + 1)[:_FRAME])
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP][:count]
    spectra = np.fft.rfft(frames * window, axis=1)
    powers = np.abs(spectra) ** 2
    energies = np.mean(frames**2, axis=1)
    live = energies > quiet_enough
    if not live.any():
        return samples
    quiet = live & (energies <= value_at(energies[live], _QUIET_SHARE))
    gains = _gains(powers, powers[quiet].mean(axis=0) * _NOISE_BIAS + 1e-3)
    pieces = np.fft.irfft(spectra * gains, _FRAME, axis=1) * window
    out, weight = np.zeros(len(padded)), np.full(len(padded), 1e-9)
    for index, piece in enumerate(pieces):
        out[index * _HOP : index * _HOP + _FRAME] += piece
        weight[index * _HOP : index * _HOP + _FRAME] += window**2
    cleaned: Samples = (out / weight)[_FRAME : _FRAME + len(samples)]
    return cleaned


def _gains(powers: Samples, noise: Samples) -> Samples:
    ratios = powers / noise
    above = (1 - _SMOOTHING) * np.maximum(ratios - 1, 0)
    gains = np.empty_like(powers)
    before = np.zeros(powers.shape[1])
    for index, ratio in enumerate(ratios):
        prior = _SMOOTHING * before + above[index]
        gain = np.maximum(prior / (prior + 1), _LEAST_GAIN)
        gains[index] = gain
        before = gain * gain * ratio
    return gains
