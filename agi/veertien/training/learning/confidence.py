"""The confidence as it was, moved so that it comes true for what callers said: by one ear, and by two.

For one ear two numbers are learned, not nine: what makes an answer sure is the same, how sure it makes it differs with
the callers. Of two ears one has learned and the other has not, so what each counts for is learned anew.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from veertien.speech.acoustic_model.confidence import Calibration, Evidence
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence, JoiningWeights
from veertien.speech.acoustic_model.logistic import most_likely

_MOST_LOGIT = 15.0
_PRIOR = 100.0
"""How strongly the confidence stays as it was: as by so many answers that it was wholly unsure of."""


def refitted(known: Calibration, trials: Sequence[tuple[Evidence, bool, float]]) -> Calibration:
    """Stretch and shift how sure one ear is, by answers: each its evidence, whether it was right, and its weight."""
    logits = np.array([known.constant + np.dot(known.weights, one.terms()) for one, _, _ in trials])
    logits = np.clip(logits, -_MOST_LOGIT, _MOST_LOGIT)
    inputs = np.stack((np.ones(len(logits)), logits), axis=1)
    shift, stretch = _fitted(inputs, trials, np.array([0.0, 1.0]))
    stretch = max(0.1, stretch)
    return replace(
        known, constant=known.constant * stretch + shift, weights=tuple(stretch * one for one in known.weights)
    )


def rejoined(known: JoiningWeights, trials: Sequence[tuple[JoinedEvidence, bool, float]]) -> JoiningWeights:
    """Fit anew how sure what both ears heard makes an answer, in the same way."""
    before = known.calibration
    inputs = np.array([(1.0, *one.terms()) for one, _, _ in trials]).reshape(len(trials), 1 + len(before.weights))
    constant, *weights = _fitted(inputs, trials, np.array([before.constant, *before.weights]))
    return replace(known, calibration=replace(before, constant=constant, weights=tuple(weights)))


def _fitted(
    inputs: NDArray[np.float64],
    trials: Sequence[tuple[Evidence, bool, float]] | Sequence[tuple[JoinedEvidence, bool, float]],
    usual: NDArray[np.float64],
) -> list[float]:
    """Return what the inputs must count for; without answers as `usual`."""
    right = np.array([float(was) for _, was, _ in trials])
    weights = np.array([weight for _, _, weight in trials])
    prior = _PRIOR * np.eye(len(usual)) / 4
    return [float(one) for one in most_likely(inputs, right, weights, prior, usual)]
