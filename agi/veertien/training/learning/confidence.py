"""The confidence as it was, stretched and shifted so that it comes true for what callers said.

Two numbers are learned, not nine: what makes an answer sure is the same, how sure it makes it differs with the callers.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from veertien.speech.recognition.confidence import Calibration, Evidence

_MOST_LOGIT = 15.0
_STEPS = 40
_PRIOR = 100.0
"""How strongly the confidence stays as it was: as by so many answers that it was wholly unsure of."""


def refitted(known: Calibration, trials: Sequence[tuple[Evidence, bool, float]]) -> Calibration:
    """Fit by Newton's method to answers, each with its evidence, whether it was right, and its weight."""
    logits = np.array([known.constant + np.dot(known.weights, one.terms()) for one, _, _ in trials])
    logits = np.clip(logits, -_MOST_LOGIT, _MOST_LOGIT)
    right = np.array([float(was) for _, was, _ in trials])
    weights = np.array([weight for _, _, weight in trials])
    inputs = np.stack((np.ones(len(logits)), logits), axis=1)
    usual = np.array([0.0, 1.0])
    found, prior = usual.copy(), _PRIOR * np.eye(2) / 4
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ found, -_MOST_LOGIT, _MOST_LOGIT)))
        slope = inputs.T @ (weights * (right - chance)) - prior @ (found - usual)
        bend = (inputs * (weights * chance * (1 - chance))[:, np.newaxis]).T @ inputs + prior
        found = found + np.linalg.solve(bend, slope)
    shift, stretch = float(found[0]), max(0.1, float(found[1]))
    return replace(
        known, constant=known.constant * stretch + shift, weights=tuple(stretch * one for one in known.weights)
    )
