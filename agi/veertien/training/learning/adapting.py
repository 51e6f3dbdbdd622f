"""An acoustic model moved towards what callers said, as far as that is worth against what it knew before.

Each utterance counts for as much as it is trusted. One that fits its text far worse than the others do is left out: it
was something else, or had words around the name.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import PhoneticModel
from veertien.speech.hmm.alignment import align
from veertien.training.estimation import Features, Statistics, by_phone, gather, prior_of, updated
from veertien.training.learning.material import LabelledAnswer
from veertien.training.progress import Progress
from veertien.training.recordings.corpus import CorpusRefusedError

_PASSES = 3
_PRIOR_FRAMES = 30.0
"""What each Gaussian of the model before counts for, in frames."""
_MOST_DEVIATIONS = 4.0
"""Median deviations below the median from which an utterance fits its text too badly."""

_Aligned = tuple[NDArray[np.int32], Features, Features]


def moved(
    start: PhoneticModel,
    utterances: Sequence[LabelledAnswer],
    ways_of: Callable[[str], Sequence[Words]],
    progress: Progress,
    what: str,
) -> PhoneticModel:
    """Adapt a model; `ways_of` gives the pronunciations of a name.

    Raises CorpusRefusedError where nothing fits its text.
    """
    found: list[tuple[float, float, _Aligned]] = []
    with progress.stage(what, len(utterances)) as stage:
        for one in utterances:
            ways = [words for text in one.texts for words in ways_of(text)]
            if ways and (said := _aligned(start, one, ways)):
                found.append((one.trust, said[0], said[1]))
            stage.advance()
    if not found:
        raise CorpusRefusedError("no capture is long enough for its name; label them again, or wait for more")
    fits = np.array([fit for _, fit, _ in found])
    middle = np.median(fits)
    least = middle - _MOST_DEVIATIONS * np.median(np.abs(fits - middle))
    by_trust: dict[float, list[_Aligned]] = {}
    for trust, fit, aligned in found:
        if fit >= least:
            by_trust.setdefault(trust, []).append(aligned)
    frames = {trust: by_phone(start, group) for trust, group in sorted(by_trust.items())}
    prior, model = prior_of(start, _PRIOR_FRAMES, _PRIOR_FRAMES), start
    for _ in range(_PASSES):
        parts = {trust: gather(model, group) for trust, group in frames.items()}
        model = updated(model, _together(parts), prior)
    return model


def _together(parts: Mapping[float, Statistics]) -> Statistics:
    """Add statistics up, each for as much as it is trusted."""
    total = {
        name: sum(trust * getattr(part, name) for trust, part in parts.items())
        for name in ("occupancy", "sums", "squares", "weights", "log_likelihood")
    }
    return Statistics(**total)


def _aligned(model: PhoneticModel, one: LabelledAnswer, ways: Sequence[Words]) -> tuple[float, _Aligned] | None:
    """Return how well the best way fits, in nats a frame, and the alignment; None where all are too long."""
    features = one.features.astype(np.float64)
    found = [alignment for words in ways if (alignment := align(model, features, words))]
    if not found:
        return None
    best = max(found, key=lambda alignment: alignment.score)
    return best.score / len(features), (best.senones.astype(np.int32), one.features, one.features)
