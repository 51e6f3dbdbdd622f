"""The recipe: from PocketSphinx's English wideband model to a Dutch one for the telephone.

1. Every Dutch phone begins as the English one nearest to it (`dutch`).
2. Clean recordings are aligned as the English model hears them, in wideband. From the same frames, as the telephone
   brings them, the Gaussians of the telephone's features are estimated (single-pass retraining); where frames are few,
   a linear map of each phone's features stands in.
3. All copies of all recordings, and synthetic callers, are aligned with that model, and move it by maximum a
   posteriori estimation as far as their number is worth. In the last pass people count alike, so that who said a few
   words is heard beside who read a thousand sentences; in all passes such people would be overfitted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import PhoneticModel, streams
from veertien.speech.hmm.alignment import align
from veertien.training.crew import in_parallel
from veertien.training.estimation import Features, Prior, by_phone, carried_over, gather, in_passes, prior_of, updated
from veertien.training.material import NARROWBAND, TrainingUtterance
from veertien.training.progress import Progress

PASSES = 4
"""Passes in which every frame counts once; then comes the one in which people count alike."""

PRIOR_FRAMES, PRIOR_WEIGHT_FRAMES = 20.0, 50.0
"""What each Gaussian, and each senone's weights, of the model before count for, in frames: of 5 to 400 frames, tried on
people whom the model had not been trained on, 20 understood most."""

MOST_TIMES = 8.0
"""How many times the frames of who has few recordings count, at most; see `times_of`."""

CALLER_TIMES = 2.0
"""How many times those of synthetic callers count then, so that they keep their share beside people who count more."""

_RETRAINING_FRAMES = 50.0
_WEIGHTS_AS_THEY_ARE = 1e9
_MISREAD = 0.005
"""The share of recordings that fit their text worst, left out: somebody misread."""

_CHUNK = 16

Senones = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Aligned:
    """An utterance and the senone of each of its frames."""

    utterance: TrainingUtterance
    senones: Senones


def aligned(
    model: PhoneticModel, utterances: Sequence[TrainingUtterance], progress: Progress, wideband: bool
) -> list[Aligned]:
    """Align what was said, as heard in wideband or over the telephone; what is too short for its words is left out."""
    heard = [(_heard(one, wideband), one.words) for one in utterances]
    tasks = [heard[start : start + _CHUNK] for start in range(0, len(heard), _CHUNK)]
    with progress.stage("Aligning in wideband" if wideband else "Aligning", len(heard)) as stage:
        parts = in_parallel(_align, tasks, stage, len, partial(_begin, model))
    found = [one for part in parts for one in part]
    scores = [one[1] for one in found if one]
    worst = float(np.quantile(scores, _MISREAD)) if scores else 0.0
    return [
        Aligned(utterance, one[0])
        for utterance, one in zip(utterances, found, strict=True)
        if one is not None and one[1] >= worst
    ]


def times_of(material: Sequence[Aligned], people: Collection[str]) -> Mapping[str, float]:
    """Say how many times the frames of each of `people` count, so that who has few is heard beside who has many.

    As many times as make them those of the person with the most, and `MOST_TIMES` at most. Synthetic voices are
    none of the people.
    """
    frames = dict.fromkeys(people, 0)
    for one in material:
        if one.utterance.speaker in frames:
            frames[one.utterance.speaker] += len(one.senones)
    most = max(frames.values(), default=0)
    return {who: min(MOST_TIMES, most / count) for who, count in frames.items() if count}


def retrained(
    dutch: PhoneticModel, clean: Sequence[Aligned], times: Mapping[str, float], progress: Progress
) -> PhoneticModel:
    """Make the model of step 2 from the clean copies of recordings, aligned in wideband with the model of step 1."""
    with progress.stage("Retraining for the telephone", 1):
        frames = by_phone(dutch, [(one.senones, *_both(one.utterance)) for one in clean], _counted(clean, times))
        carried = replace(carried_over(dutch, frames), front_end=NARROWBAND)
        prior = Prior(carried.means, carried.variances, carried.weights, _RETRAINING_FRAMES, _WEIGHTS_AS_THEY_ARE)
        return updated(carried, gather(dutch, frames), prior)


def adapted(
    start: PhoneticModel, material: Sequence[Aligned], times: Mapping[str, float], progress: Progress, what: str
) -> PhoneticModel:
    """Move a model by maximum a posteriori estimation: step 3.

    Every frame counts once, until in a last pass people's frames count as often as `times` says, synthetic callers'
    `CALLER_TIMES`.
    """
    with progress.stage(what, PASSES + 2) as stage:
        heard = [
            (one.senones, features, features) for one in material for features in (_streams(one.utterance.narrowband),)
        ]
        frames = by_phone(start, heard, _counted(material, times))
        prior = prior_of(start, PRIOR_FRAMES, PRIOR_WEIGHT_FRAMES)
        stage.advance()
        once = {phone: replace(group, times=None) for phone, group in frames.items()}
        return in_passes(in_passes(start, once, prior, PASSES, stage), frames, prior, 1, stage)


def _counted(material: Sequence[Aligned], times: Mapping[str, float]) -> list[float]:
    return [times.get(one.utterance.speaker, CALLER_TIMES) for one in material]


def _streams(cepstra: Features) -> Features:
    return streams(cepstra.astype(np.float64)).astype(np.float32)


def _both(utterance: TrainingUtterance) -> tuple[Features, Features]:
    return _streams(_heard(utterance, wideband=True)), _streams(utterance.narrowband)


def _heard(utterance: TrainingUtterance, wideband: bool) -> Features:
    if not wideband:
        return utterance.narrowband
    if utterance.wideband is None:
        raise ValueError("only a clean copy has wideband features")
    return utterance.wideband


class _Process:
    """What one process of the crew holds."""

    model: PhoneticModel


def _begin(model: PhoneticModel) -> None:
    _Process.model = model


def _align(tasks: list[tuple[Features, Words]]) -> list[tuple[Senones, float] | None]:
    found: list[tuple[Senones, float] | None] = []
    for features, words in tasks:
        one = align(_Process.model, streams(features.astype(np.float64)), words)
        found.append(None if one is None else (one.senones.astype(np.int32), one.score / len(features)))
    return found
