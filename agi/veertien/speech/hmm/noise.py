"""Noise removal on mel power spectra, as PocketSphinx does it, so that its features and ours are the same.

The method is Doblinger's tracking of spectral minima (Eurospeech 1995) with the temporal masking of power-normalised
cepstra (Kim and Stern 2012); constants and order of steps are those of PocketSphinx 5 (fe_noise.c, BSD licence).
"""

import numpy as np
from numpy.typing import NDArray

_POWER = 0.7
_RISE, _FALL = 0.995, 0.5
_MASKING, _MASKED = 0.85, 0.2
_MOST_GAIN = 20.0
_REACH = 4
_LEAST = 1e-10


def suppress_noise(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mel powers (frames x filters) with each frame weighed by how far it is above the tracked noise.

    Any number of utterances may lie abreast (frames x utterances x filters).
    """
    if not len(power):
        return power
    count = power.shape[-1]
    low = np.maximum(np.arange(count) - _REACH, 0)
    high = np.minimum(np.arange(count) + _REACH, count - 1) + 1
    gains = np.empty_like(power)
    smooth = power[0].copy()
    noise = power[0] / _MOST_GAIN
    floor = noise.copy()
    peak = np.zeros_like(smooth)
    for gain, frame in zip(gains, power, strict=True):
        smooth *= _POWER
        smooth += (1 - _POWER) * frame
        noise = _lower_envelope(smooth, noise)
        signal = np.maximum(smooth - noise, 1.0)
        floor = _lower_envelope(signal, floor)
        peak *= _MASKING
        masked = np.where(signal < _MASKING * peak, peak * _MASKED, signal)
        np.maximum(peak, signal, out=peak)
        np.maximum(masked, floor, out=masked)
        # A filter that has heard nothing at all has no noise to remove.
        np.divide(masked, np.maximum(smooth, _LEAST), out=gain)
        np.clip(gain, 1 / _MOST_GAIN, _MOST_GAIN, out=gain)
    sums = np.concatenate((np.zeros_like(gains[..., :1]), np.cumsum(gains, axis=-1)), axis=-1)
    weighed: NDArray[np.float64] = power * (sums[..., high] - sums[..., low]) / (high - low)
    return weighed


def _lower_envelope(level: NDArray[np.float64], envelope: NDArray[np.float64]) -> NDArray[np.float64]:
    rate = np.where(level >= envelope, _RISE, _FALL)
    lowered: NDArray[np.float64] = level + rate * (envelope - level)
    return lowered
