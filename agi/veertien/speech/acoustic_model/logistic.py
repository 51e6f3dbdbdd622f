"""Logistic regression: what inputs must count for so that the chances worked out from them come true."""

import numpy as np
from numpy.typing import NDArray

_STEPS = 100
_SMALLEST_STEP = 1e-6

Numbers = NDArray[np.float64]


def most_likely(inputs: Numbers, right: Numbers, weights: Numbers, prior: Numbers, usual: Numbers) -> Numbers:
    """Return what the columns of `inputs` (answers x inputs) must count for, by Newton's method.

    `right` is 1 for each answer that was and 0 for each that wasn't, `weights` says how much each counts. `prior`
    (inputs x inputs) says how strongly the result stays near `usual`; without answers it is that.
    """

    def loss(numbers: Numbers) -> float:
        """How little the answers and the prior agree with these, in nats."""
        sure, away = inputs @ numbers, numbers - usual
        return float(weights @ (np.logaddexp(0, sure) - right * sure) + away @ prior @ away / 2)

    found = usual.copy()
    for _ in range(_STEPS):
        chance = 0.5 * (1 + np.tanh(0.5 * (inputs @ found)))
        slope = inputs.T @ (weights * (right - chance)) - prior @ (found - usual)
        bend = (inputs * (weights * chance * (1 - chance))[:, np.newaxis]).T @ inputs + prior
        step, least = np.linalg.solve(bend, slope), loss(found)
        # A whole step overshoots where nearly all answers are far on one side, and the next one further still.
        while loss(found + step) > least and np.abs(step).max() > _SMALLEST_STEP:
            step /= 2
        if np.abs(step).max() <= _SMALLEST_STEP:
            break
        found = found + step
    return found
