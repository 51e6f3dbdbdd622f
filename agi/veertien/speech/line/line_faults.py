"""Faults of telephone lines found and mended in samples: lost packets, clicks, hum and offset, remains of key tones.

Everything takes and gives mono samples as floats in units of 16-bit PCM.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
_Marks = NDArray[np.bool_]

_HOLE_SECONDS = (0.008, 0.065)
"""A run of one value this long is a packet lost, up to three in a row; more is silence that somebody sends."""

_KEY_LOW_HERTZ = (697.0, 770.0, 852.0, 941.0)
_KEY_HIGH_HERTZ = (1209.0, 1336.0, 1477.0, 1633.0)
"""The two groups of frequencies of which a key sends one each (ITU-T Q.23)."""

_KEY_SHARE = 0.80
_KEY_TWIST = 10.0
_KEY_HOPS = 3

_RUMBLE_HERTZ = (180.0, 260.0)

_CLICK_SAMPLES, _CLICK_REACH = 4, 20
_CLICK_RATIO = 2.0
_CLICK_LEAST = 500.0


@dataclass(frozen=True, slots=True)
class Mended:
    """Samples without holes, which frames of 10 ms hold nothing but one value, and the share that was lost."""

    samples: Samples
    dead: _Marks
    lost: float


def mend_losses(samples: Samples, hertz: int) -> Mended:
    """Fill lost packets: runs of one value, of 8 to 65 ms, with sound on both sides.

    Each is filled from both ends with the sound next to it, mirrored, one fading into the other. Longer runs stay.
    """
    starts, stops = _constant_runs(samples, round(_HOLE_SECONDS[0] * hertz))
    dead = np.zeros(len(samples), np.bool_)
    out = samples.copy()
    lost = 0
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        length = stop - start
        lively = length <= start and stop + length <= len(samples)
        if lively and length <= _HOLE_SECONDS[1] * hertz and _sounds(samples, start, stop):
            fade = (np.arange(length) + 0.5) / length
            before, after = out[start - length : start][::-1], samples[stop : stop + length][::-1]
            out[start:stop] = before * (1 - fade) + after * fade
            lost += length
        else:
            dead[start:stop] = True
    frame = hertz // 100
    whole = dead[: len(dead) // frame * frame].reshape(-1, frame)
    return Mended(out, whole.mean(axis=1) > 0.5, lost / max(1, len(samples)))


def _constant_runs(samples: Samples, least: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = np.concatenate([[0], np.flatnonzero(np.diff(samples)) + 1, [len(samples)]])
    long = np.diff(edges) >= least
    return edges[:-1][long], edges[1:][long]


def _sounds(samples: Samples, start: int, stop: int) -> bool:
    """Whether the samples on both sides differ among themselves, and not just by one step of A-law around 0."""
    length = stop - start
    sides = samples[start - length : start], samples[stop : stop + length]
    return all(float(np.ptp(side)) > 16 for side in sides)


def clipped_share(samples: Samples) -> float:
    """Return which share of the samples lies at one of the two extremes, beyond the two that any sound has.

    A limit is a value where several samples in a row stay; peaks that merely touch the same value are not.
    """
    if not len(samples):
        return 0.0
    flat = np.zeros(len(samples), np.bool_)
    for limit in (samples.max(), samples.min()):
        at = samples == limit
        flat[1:] |= at[1:] & at[:-1]
    return float(flat.mean()) if np.ptp(samples) > 0 else 0.0


def remove_clicks(samples: Samples) -> Samples:
    """Bridge clicks of up to 4 samples at 8 kHz: twice as high as all that lies within 2.5 ms on either side.

    Speech of a telephone band rings longer than that.
    """
    height = np.abs(samples)
    reach = _CLICK_REACH - _CLICK_SAMPLES + 1
    padded = np.pad(height, _CLICK_REACH)
    around = np.lib.stride_tricks.sliding_window_view(padded, reach).max(axis=1)
    left, right = around[: len(samples)], around[_CLICK_REACH + _CLICK_SAMPLES :][: len(samples)]
    hits = np.flatnonzero(height > np.maximum(_CLICK_RATIO * np.maximum(left, right), _CLICK_LEAST))
    if not len(hits):
        return samples
    bad = np.zeros(len(samples), np.bool_)
    for shift in range(-_CLICK_SAMPLES, _CLICK_SAMPLES + 1):
        bad[np.clip(hits + shift, 0, len(samples) - 1)] = True
    good = np.flatnonzero(~bad)
    out = samples.copy()
    out[bad] = np.interp(np.flatnonzero(bad), good, samples[good]) if len(good) else 0.0
    return out


def remove_rumble(samples: Samples, hertz: int) -> Samples:
    """Take away what lies under the telephone band: offset, mains hum and its first harmonics.

    Nothing is left below 180 Hz and all above 260 Hz, with half a cosine between them.
    """
    if not len(samples):
        return samples
    # Even and odd around its ends, a constant stays one: no step where the transform joins them.
    size = len(samples)
    mirrored = np.concatenate([samples, samples[::-1]])
    spectrum = np.fft.rfft(mirrored)
    at = np.fft.rfftfreq(2 * size, 1 / hertz)
    low, high = _RUMBLE_HERTZ
    spectrum *= 0.5 - 0.5 * np.cos(np.pi * np.clip((at - low) / (high - low), 0, 1))
    return np.fft.irfft(spectrum, 2 * size)[:size]


def remove_key_tones(samples: Samples, hertz: int) -> Samples:
    """Silence what is left of a key's tones: 40 ms or more of one low and one high frequency and little else."""
    hop = hertz // 100
    count = len(samples) // hop - 1
    if count < _KEY_HOPS:
        return samples
    frames = np.lib.stride_tricks.sliding_window_view(samples, 2 * hop)[::hop][:count]
    total = np.maximum(np.sum(frames**2, axis=1) / hop, 1e-9)
    low, high = (_powers(frames, group, hertz).max(axis=1) for group in (_KEY_LOW_HERTZ, _KEY_HIGH_HERTZ))
    twist = np.maximum(low, high) / np.maximum(np.minimum(low, high), 1e-9)
    tones = ((low + high) / total > _KEY_SHARE) & (twist < 10 ** (_KEY_TWIST / 10)) & (total > 100.0)
    long = np.convolve(tones, np.ones(_KEY_HOPS), "valid") == _KEY_HOPS
    out = samples
    for first in np.flatnonzero(long).tolist():
        if out is samples:
            out = samples.copy()
        out[max(0, first - 1) * hop : (first + _KEY_HOPS + 2) * hop] = 0.0
    return out


def _powers(frames: Samples, group: tuple[float, ...], hertz: int) -> Samples:
    """Return the power of each of `group` in each frame: twice the mean square of a sine of that height."""
    turns = np.exp(-2j * np.pi * np.outer(np.arange(frames.shape[1]), group) / hertz)
    powers: Samples = np.abs(frames @ turns / (frames.shape[1] / 2)) ** 2
    return powers
