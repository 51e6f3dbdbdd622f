"""An utterance as the line gave it, made ready for decoding, and how good the line was.

In this order: lost packets filled, clicks bridged, what lies under the telephone band and remains of key tones taken
away, steady noise brought down; then the speech is found, cut out with a margin, brought to one level and laid over
masking noise. PocketSphinx normalises by the mean cepstrum of an utterance, which digital silence and long pauses
ruin.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.speech.line.clipping import to_int16
from veertien.speech.line.line_faults import (
    Samples,
    clipped_share,
    mend_losses,
    remove_clicks,
    remove_key_tones,
    remove_rumble,
)
from veertien.speech.line.noise import lower_noise
from veertien.speech.line.resample import resample
from veertien.speech.line.shares import value_at

BEFORE_SECONDS, AFTER_SECONDS = 0.10, 0.12
"""What is kept around speech on a quiet line."""

SPEECH_LEVEL_DB = 72.0
"""Level that the loud frames are brought to, in dB over a mean square of 1 (18 dB below a full-scale square wave)."""

MASKING_DB = -36.0
"""Masking noise relative to the loud frames."""

_FRAME = HERTZ // 100
_SPEECH_RANGE_DB = 30.0
_ABOVE_FLOOR_DB = 4.0
_SILENCE_DB = 14.0
_LEAST_CONTRAST_DB = 6.0
_BETWEEN = 0.5
_WINDOW_FRAMES, _SPEECH_FRAMES = 6, 4
_CLEAR_DB, _NOISY_DB = 30.0, 18.0
_HIDDEN_FRAMES = 12
_ROUNDS = 10
_SMOOTH = 5
_GAP_FRAMES = 15
_PAUSE_FRAMES = 25
_SURER = 0.4
_MOST_SNR_DB = 60.0
_NOISE_SEED = 14

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the line carried an utterance."""

    snr_db: float
    """The speech above the noise around it, at most 60."""
    clipped: float
    """Share of the speech's samples that lie flat at an extreme."""
    lost: float
    """Share of all samples that came as holes."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An utterance ready for the model, and what was found out about the line."""

    whole: "Stretch"
    """All that was said."""
    quality: Quality
    last: "Stretch | None" = None
    """What was said after the last pause, made ready by itself; None where there was no pause."""

    @property
    def samples(self) -> Pcm:
        """All that was said, made ready."""
        return self.whole.ready


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some speech, mono int16 at 8 kHz, with a margin on either side."""

    ready: Pcm
    """For the model."""
    as_it_came: Pcm
    """With the line's noise: a second ear, trained on noisy sound, does better without what was done for the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Cleared:
    """Samples without the line's faults, and with less noise besides; dead frames of 10 ms, the share that was lost."""

    mended: Samples
    clear: Samples
    dead: NDArray[np.bool_]
    lost: float


@dataclass(frozen=True, slots=True)
class SpeechSpan:
    """First frame of 10 ms of speech and the one after its last, and the first after the last pause in it.

    Its loud level and the noise's are in dB over a mean square of 1.
    """

    first: int
    last: int
    stop: int
    loud_db: float
    noise_db: float


def prepare(samples: Pcm, hertz: int) -> Prepared | None:
    """Make an utterance ready for the 8 kHz model; None when nobody speaks in it.

    `samples` is mono at `hertz`. The same audio always gives the same: the masking noise comes from one seed. Raises
    ValueError as `resample` does.
    """
    narrow = resample(samples, hertz, HERTZ)
    line = clear(narrow.astype(np.float64))
    span = find_speech(line.mended, line.clear, line.dead)
    if span is None:
        return None
    heard = narrow[span.first * _FRAME : span.stop * _FRAME].astype(np.float64)
    quality = Quality(
        snr_db=min(span.loud_db - span.noise_db, _MOST_SNR_DB),
        clipped=clipped_share(heard),
        lost=line.lost,
    )
    return Prepared(
        _stretch(narrow, line.clear, span.first, span.stop),
        quality,
        _stretch(narrow, line.clear, span.last, span.stop) if span.last > span.first else None,
    )


def clear(samples: Samples) -> Cleared:
    """Take the line's faults and steady noise out of samples at 8 kHz, as many as there are."""
    mended = mend_losses(samples, HERTZ)
    line = remove_key_tones(remove_rumble(remove_clicks(mended.samples), HERTZ), HERTZ)
    return Cleared(line, lower_noise(line), mended.dead, mended.lost)


def find_speech(line: Samples, clear: Samples, dead: NDArray[np.bool_]) -> SpeechSpan | None:
    """Find first to last speech by level; None for silence and for steady noise.

    `clear` is `line` with less noise; `dead` marks frames that hold one value only and so nothing of the noise.
    Speech lies within 30 dB of the loud level and above the floor, in at least 4 of any 6 frames. What noise hides at
    the ends (weak consonants) is taken in by up to 0.12 s on either side; on a noisy line a span too short costs 20
    points of accuracy, one too long by that much none.
    """
    levels, clear_levels = _levels(line), _levels(clear)
    live = ~dead[: len(levels)]
    if np.count_nonzero(live) < _WINDOW_FRAMES:
        return None
    loud, floor = _loud(levels[live]), value_at(levels[live], 0.05)
    if loud < _SILENCE_DB or (loud - floor < _LEAST_CONTRAST_DB and live.all()):
        return None
    clear_loud, clear_floor = _loud(clear_levels[live]), value_at(clear_levels[live], 0.05)
    low, high = _two_levels(_smoothed(clear_levels)[live])
    between = low + _BETWEEN * (high - low)
    smooth = _smoothed(clear_levels)
    speech = smooth > max(clear_loud - _SPEECH_RANGE_DB, clear_floor + _ABOVE_FLOOR_DB, between)
    dense = np.flatnonzero(np.convolve(speech, np.ones(_WINDOW_FRAMES), "same") >= _SPEECH_FRAMES)
    if not len(dense):
        return None
    outside = np.ones(len(levels), np.bool_)
    outside[dense[0] : dense[-1] + 1] = False
    noise = 10 * np.log10(np.mean(10 ** (levels[outside] / 10))) if outside.any() else floor
    noise = min(float(noise), value_at(levels[live], 0.2))
    murk = float(np.clip((_CLEAR_DB - (loud - noise)) / (_CLEAR_DB - _NOISY_DB), 0, 1))
    parts = np.split(dense, np.flatnonzero(np.diff(dense) > _GAP_FRAMES) + 1)
    sure = low + (_BETWEEN + murk * _SURER) * (high - low)
    parts = [part for part in parts if smooth[part].max() > sure] or parts
    hidden = round(murk * _HIDDEN_FRAMES)
    resumed = [part for before, part in pairwise(parts) if part[0] - before[-1] > _PAUSE_FRAMES]
    first, last = (max(0, int(part[0]) - hidden) for part in (parts[0], (resumed or parts[:1])[-1]))
    return SpeechSpan(first, last, min(len(levels), int(parts[-1][-1]) + 1 + hidden), loud, noise)


def _levels(samples: Samples) -> Samples:
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels: Samples = 10 * np.log10(np.mean(frames**2, axis=1) + 1)
    return levels


def _smoothed(levels: Samples) -> Samples:
    return np.convolve(np.pad(levels, _SMOOTH // 2, "edge"), np.full(_SMOOTH, 1 / _SMOOTH), "valid")


def _two_levels(levels: Samples) -> tuple[float, float]:
    """Part levels in two kinds, noise and speech, by 2-means; return the mean of each."""
    low, high = float(levels.min()), float(levels.max())
    for _ in range(_ROUNDS):
        above = levels > (low + high) / 2
        if above.all() or not above.any():
            break
        low, high = float(levels[~above].mean()), float(levels[above].mean())
    return low, high


def _loud(levels: Samples) -> float:
    """Return the 95th percentile of what lies within 30 dB of the loudest tenth of a second: silence counts not."""
    top = float(np.partition(levels, -min(10, len(levels)))[-min(10, len(levels))])
    return value_at(levels[levels > top - _SPEECH_RANGE_DB], 0.95)


def _stretch(narrow: Pcm, clear: Samples, first: int, stop: int) -> Stretch:
    """Cut to the speech in these frames with its margins, zeros where the recording is too short, and level it."""
    begin = first * _FRAME - round(BEFORE_SECONDS * HERTZ)
    end = stop * _FRAME + round(AFTER_SECONDS * HERTZ)
    cut = np.pad(clear[max(0, begin) : end], (max(0, -begin), max(0, end - len(clear))))
    return Stretch(level_and_mask(cut, np.random.default_rng(_NOISE_SEED)), narrow[max(0, begin) : end])


# In quotes: the daemon, which masks nothing, would load all of numpy.random for it.
def level_and_mask(samples: Samples, rng: "np.random.Generator") -> Pcm:
    """Bring speech to `SPEECH_LEVEL_DB` and lay it over masking noise."""
    loud = value_at(_levels(samples), 0.95)
    noise = rng.normal(0, 10 ** ((SPEECH_LEVEL_DB + MASKING_DB) / 20), len(samples))
    ready = samples * 10 ** ((SPEECH_LEVEL_DB - loud) / 20) + noise
    return to_int16(ready)
