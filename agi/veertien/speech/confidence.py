"""How sure a guess is: the probability that the caller meant it, from three scores of the same audio.

The model is a logistic regression on two evidences per frame of 10 ms, in nats: the margin to the best phrase with
another key, and the loss against a free loop of phones, which fits anything said.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log likelihoods in nats over `frames` frames: of the guess, of the best rival, of a free loop of phones.

    `rival` is None when nothing else in the grammar fits at all.
    """

    guess: float
    rival: float | None
    loop: float
    frames: int


ALIKE = 0.5
"""Most confidence for each of several keys whose phrases sound alike: enough to ask about, not to accept."""

_MOST_MARGIN = 2.0
_INTERCEPT, _PER_MARGIN, _PER_LOSS = 0.0, 0.0, 0.0


def confidence(evidence: Evidence) -> float:
    """Give the probability, 0 to 1, that the guess is what was said."""
    frames = max(1, evidence.frames)
    margin = _MOST_MARGIN if evidence.rival is None else (evidence.guess - evidence.rival) / frames
    loss = (evidence.loop - evidence.guess) / frames
    logit = _INTERCEPT + _PER_MARGIN * min(margin, _MOST_MARGIN) + _PER_LOSS * loss
    return 1 / (1 + math.exp(-logit))
