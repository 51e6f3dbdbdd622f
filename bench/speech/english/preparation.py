"""Telephone audio made ready for a model of 16 kHz: trimmed, at one level, over masking noise in the whole band."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.clipping import to_int16
from veertien.speech.line.resample import resample

HERTZ = 16000

_BEFORE_SECONDS, _AFTER_SECONDS = 0.10, 0.12
_SPEECH_LEVEL_DB, _MASKING_DB = 72.0, -36.0
_FRAME_SECONDS = 0.010
_SPEECH_RANGE_DB, _ABOVE_FLOOR_DB = 30.0, 4.0
_SILENCE_DB, _LEAST_CONTRAST_DB = 24.0, 6.0
_WINDOW_FRAMES, _SPEECH_FRAMES = 6, 4
_NOISE_SEED = 14


def prepare(samples: NDArray[np.int16], hertz: int) -> NDArray[np.int16] | None:
    """Return the utterance at 16 kHz; None when there is no speech in it."""
    found = _find_speech(samples, hertz)
    if found is None:
        return None
    start, stop, level_db = found
    start -= round(_BEFORE_SECONDS * hertz)
    stop += round(_AFTER_SECONDS * hertz)
    cut = samples[max(0, start) : stop].astype(np.float64)
    padded = np.pad(cut, (max(0, -start), max(0, stop - len(samples))))
    clear = resample(to_int16(padded * 10 ** ((_SPEECH_LEVEL_DB - level_db) / 20)), hertz, HERTZ)
    noise_level = 10 ** ((_SPEECH_LEVEL_DB + _MASKING_DB) / 20)
    # After upsampling, so that the noise also fills the band above the telephone's, which the model listens to.
    return to_int16(clear + np.random.default_rng(_NOISE_SEED).normal(0, noise_level, len(clear)))


def _find_speech(samples: NDArray[np.int16], hertz: int) -> tuple[int, int, float] | None:
    """Return the first and last sample of speech and its level in dB; None for silence and for steady noise."""
    frame = round(hertz * _FRAME_SECONDS)
    count = len(samples) // frame
    if count < _WINDOW_FRAMES:
        return None
    squares = samples[: count * frame].astype(np.float64).reshape(count, frame) ** 2
    level = 10 * np.log10(squares.mean(axis=1) + 1)
    loud, floor = (float(value) for value in np.percentile(level, (95, 5)))
    if loud < _SILENCE_DB or loud - floor < _LEAST_CONTRAST_DB:
        return None
    speech = level > max(loud - _SPEECH_RANGE_DB, floor + _ABOVE_FLOOR_DB)
    dense = np.flatnonzero(np.convolve(speech, np.ones(_WINDOW_FRAMES), "same") >= _SPEECH_FRAMES)
    if not len(dense):
        return None
    return int(dense[0]) * frame, (int(dense[-1]) + 1) * frame, loud
