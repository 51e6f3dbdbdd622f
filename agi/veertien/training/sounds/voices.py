"""Another person out of a recording: other pitch and vocal tract, other tempo."""

import numpy as np
from numpy.typing import NDArray

# Pitch and formants times this: 0.84 makes a woman's voice a big man's, 1.22 a man's a small woman's.
_LOWEST_VOICE, _HIGHEST_VOICE = 0.84, 1.22
_SLOWEST, _FASTEST = 0.85, 1.18

_WINDOW_SECONDS, _SEARCH_SECONDS = 0.030, 0.008
_LEAST_CHANGE = 0.01
_QUICK_LENGTH = 128


def as_another_voice(samples: NDArray[np.float64], hertz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return speech as somebody else might say it: pitch and formants times 0.84-1.22, tempo times 0.85-1.18."""
    voice = rng.uniform(_LOWEST_VOICE, _HIGHEST_VOICE)
    # Resampling made it faster by `voice`; that is undone, so that tempo says nothing about how big people are.
    return change_tempo(change_speed(samples, voice), rng.uniform(_SLOWEST, _FASTEST) / voice, hertz)


def change_speed(samples: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Return speech played `factor` times as fast, pitch and formants with it; what exceeds the band is dropped.

    The factor is kept to within 0.5 % for a second of sound, better for more: done on the spectrum, with lengths that
    are quick to transform.
    """
    size = len(samples) + -len(samples) % _QUICK_LENGTH
    resized = max(1, round(size / factor / _QUICK_LENGTH)) * _QUICK_LENGTH
    spectrum = np.fft.rfft(samples, size)
    kept = np.zeros(resized // 2 + 1, np.complex128)
    bins = min(len(kept), len(spectrum))
    kept[:bins] = spectrum[:bins]
    return np.fft.irfft(kept, resized)[: round(len(samples) * resized / size)] * (resized / size)


def change_tempo(samples: NDArray[np.float64], factor: float, hertz: int) -> NDArray[np.float64]:
    """Return speech `factor` times as fast at its own pitch.

    Overlapping windows are laid closer together or further apart, each moved by up to 8 ms to where it continues the
    last one best: WSOLA (Verhelst and Roelands, ICASSP 1993).
    """
    length = round(_WINDOW_SECONDS * hertz) // 2 * 2
    if abs(factor - 1) < _LEAST_CHANGE or len(samples) < 2 * length:
        return samples
    hop, search = length // 2, round(_SEARCH_SECONDS * hertz)
    count = round(len(samples) / factor)
    padded = np.pad(samples, (search, search + 3 * length + int(hop * factor)))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    out = np.zeros(count + 2 * length)
    at = search
    for start in range(0, count + hop, hop):
        out[start : start + length] += window * padded[at : at + length]
        natural = padded[at + hop : at + hop + length]
        next_at = round((start + hop) * factor)
        region = padded[next_at : next_at + length + 2 * search]
        at = next_at + int(np.argmax(np.correlate(region, natural, "valid")))
    return out[:count]
