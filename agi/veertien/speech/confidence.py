"""How sure a guess is: the probability that the caller said it, from several scores of the same audio.

A logistic regression on what tells right answers from wrong ones and from speech that holds no name at all. Its
coefficients belong to the acoustic model and are fitted when that is trained (see the model card).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.5
"""Most confidence for each of several keys whose phrases sound alike: enough to ask about, not to accept."""

_MOST_LOGIT = 20.0
_MOST_MARGIN = 300.0
"""Nats beyond which a margin says no more; names too long for what was heard are infinitely far behind."""
_RIDGE = 1e-3
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a guess; log likelihoods are in nats, all but the margin for each frame of 10 ms of speech.

    `margin`: in all, above the best phrase with another key. `fit`: above a loop of phones that fits anything said,
    mostly negative. `phones`: mean over its phones of how far each is below the phone that fits best there; `worst`:
    the same for the worst third of them. `seconds_a_phone`: how slowly it was said. `choices`: logarithm of how many
    pronunciations there were. `snr_db`: the line.
    """

    margin: float
    fit: float
    phones: float
    worst: float
    seconds_a_phone: float
    choices: float
    snr_db: float

    def terms(self) -> tuple[float, ...]:
        """Give what the regression weighs: each kind of evidence, bent where more of it says no more."""
        return (
            math.copysign(math.log1p(min(_MOST_MARGIN, abs(self.margin))), self.margin),
            max(-20.0, self.fit),
            max(-20.0, self.phones),
            max(-30.0, self.worst),
            abs(math.log(max(0.02, min(0.5, self.seconds_a_phone)) / 0.08)),
            self.choices,
            min(30.0, self.snr_db) / 10,
        )


TERMS = tuple(field.name for field in fields(Evidence))
"""What is weighed, in the order of `Evidence.terms`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression: a constant and what each term of `Evidence.terms` weighs."""

    constant: float
    weights: tuple[float, ...]

    def confidence(self, evidence: Evidence) -> float:
        """Give the probability, 0 to 1, that the guess is what was said."""
        logit = self.constant + sum(w * t for w, t in zip(self.weights, evidence.terms(), strict=True))
        return 1 / (1 + math.exp(-max(-_MOST_LOGIT, min(_MOST_LOGIT, logit))))

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps({"terms": TERMS, **asdict(self)}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Calibration":
        """Read what `to_json` wrote; raises ValueError for anything else."""
        try:
            read = json.loads(text)
            terms, numbers = read["terms"], [float(one) for one in (read["constant"], *read["weights"])]
        except (KeyError, TypeError, OverflowError, RecursionError) as error:
            raise ValueError("not a calibration") from error
        if terms != list(TERMS) or len(numbers) != 1 + len(TERMS):
            raise ValueError("fitted to other evidence")
        if not all(map(math.isfinite, numbers)):
            raise ValueError("weights that are no numbers")
        return cls(numbers[0], tuple(numbers[1:]))


def calibrate(evidence: Sequence[Evidence], right: Sequence[bool], weights: NDArray[np.float64]) -> Calibration:
    """Fit the regression by Newton's method, with a slight ridge; `weights` say how much each answer counts."""
    terms = np.array([one.terms() for one in evidence])
    mean, spread = terms.mean(axis=0), terms.std(axis=0) + 1e-9
    inputs = np.concatenate((np.ones((len(terms), 1)), (terms - mean) / spread), axis=1)
    targets = np.asarray(right, np.float64)
    found = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ found, -_MOST_LOGIT, _MOST_LOGIT)))
        slope = inputs.T @ (weights * (targets - chance)) - _RIDGE * len(terms) * found
        bend = (inputs * (weights * chance * (1 - chance))[:, np.newaxis]).T @ inputs
        found = found + np.linalg.solve(bend + _RIDGE * len(terms) * np.eye(len(found)), slope)
    scaled = found[1:] / spread
    return Calibration(float(found[0] - scaled @ mean), tuple(map(float, scaled)))
