"""Whisper's features: the logarithm of 80 mel bands' power, a column for each 10 ms.

As OpenAI's whisper/audio.py has them: 25 ms periodic Hann windows every 10 ms, centred and mirrored at the ends, power
spectrum, mel filters of unit area on Slaney's scale up to 8 kHz, log10, at most 80 dB below the loudest, halved twice.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

WHISPER_HERTZ = 16_000
"""Sampling rate that Whisper hears."""

BANDS = 80
FRAMES_PER_SECOND = 100

_WINDOW, _HOP = 400, WHISPER_HERTZ // FRAMES_PER_SECOND
_LEAST_POWER = 1e-10
_RANGE = 8.0
_LINEAR_UP_TO_HERTZ, _LINEAR_STEP, _LOGARITHMIC_STEP = 1000.0, 200.0 / 3, np.log(6.4) / 27
"""Slaney's mel scale (Auditory Toolbox): even steps up to 1 kHz, even ratios beyond."""

LogMel = NDArray[np.float32]


def log_mel(samples: NDArray[np.int16], frames: int) -> LogMel:
    """Return 80 x `frames` features of mono samples at `WHISPER_HERTZ`.

    What is longer is cut at the end; what is shorter is filled up with the features' minimum, which is silence.
    """
    sound = samples[: frames * _HOP].astype(np.float64) / 32768
    # The mirrored ends need half a window of sound; a hop more closes the last frame.
    sound = np.pad(sound, (0, max(_HOP, _WINDOW // 2 + 1 - len(sound))))
    centred = np.pad(sound, _WINDOW // 2, mode="reflect")
    cut = np.lib.stride_tricks.sliding_window_view(centred, _WINDOW)[::_HOP]
    spectrum = np.fft.rfft(cut * np.hanning(_WINDOW + 1)[:-1], axis=1)
    power = _filters() @ (spectrum.real**2 + spectrum.imag**2).T
    # The frame centred on the end is none of Whisper's.
    logarithm = np.log10(np.maximum(power, _LEAST_POWER))[:, : min(frames, power.shape[1] - 1)]
    logarithm = np.maximum(logarithm, logarithm.max() - _RANGE)
    features = np.full((BANDS, frames), (logarithm.min() + 4) / 4, np.float32)
    features[:, : logarithm.shape[1]] = (logarithm + 4) / 4
    return features


@cache
def _filters() -> NDArray[np.float64]:
    """Return the mel bands' weights, bands x bins of the spectrum."""
    edges = _hertz_of(np.linspace(0, _mel_of(WHISPER_HERTZ / 2), BANDS + 2))
    low, middle, high = (edges[first : first + BANDS, np.newaxis] for first in range(3))
    bins = np.fft.rfftfreq(_WINDOW, 1 / WHISPER_HERTZ)
    rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
    weights: NDArray[np.float64] = np.clip(np.minimum(rising, falling), 0, None) * 2 / (high - low)
    return weights


def _mel_of(hertz: float) -> float:
    if hertz <= _LINEAR_UP_TO_HERTZ:
        return hertz / _LINEAR_STEP
    return float(_LINEAR_UP_TO_HERTZ / _LINEAR_STEP + np.log(hertz / _LINEAR_UP_TO_HERTZ) / _LOGARITHMIC_STEP)


def _hertz_of(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    beyond = mel - _LINEAR_UP_TO_HERTZ / _LINEAR_STEP
    return np.where(
        beyond <= 0, mel * _LINEAR_STEP, _LINEAR_UP_TO_HERTZ * np.exp(_LOGARITHMIC_STEP * np.maximum(beyond, 0))
    )
