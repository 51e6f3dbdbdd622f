"""How sure a guess is: the probability that the caller said it, from several scores of the same audio.

A logistic regression on what distinguishes right answers from wrong ones and from speech without any name. Its
coefficients belong to the acoustic model and are fitted when that is trained (see the model card).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from veertien.speech.acoustic_model.logistic import most_likely

CLEAR_CONFIDENCE = 0.95
"""Confidence from which an answer is clear: most bare names reach it, and few beginnings of other names do."""

ALIKE = 0.5
"""Most confidence for each of several keys whose phrases sound alike: enough to ask about, not to accept."""

_MOST_LOGIT = 20.0
_MOST_MARGIN, _MOST_ABOVE_BACKGROUND = 15.0, 3.0
"""Nats, a phone and a frame, beyond which they say no more; names too long for what was heard are infinitely far
behind."""
_LEAST_FIT, _LEAST_WORST = -20.0, -40.0
_LEAST_SPREAD = 1e-6
"""Of a term that differs less, nothing can be learnt."""
_RIDGE = 1e-3


class Weighable(Protocol):
    """What a regression weighs."""

    def terms(self) -> tuple[float, ...]:
        """Give the values that it weighs, always as many."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a guess; log likelihoods are in nats."""

    margin: float
    """Above the best phrase with another key."""
    background: float
    """Above the best word of the background, for each frame of 10 ms."""
    fit: float
    """Mean over its phones of how far each is below the phone that fits best there, for each frame."""
    worst: float
    """How far the worst of its phones is below the phone that fits best there, for each frame."""
    unevenness: float
    """Standard deviation of the logarithms of its phones' lengths."""
    phones: int
    """How many it has, those of words around it among them."""
    choices: int
    """How many pronunciations there were to choose from."""
    around: bool
    """Whether there are words around it."""
    agreed: bool = False
    """Whether PocketSphinx's search found it too."""
    disagreed: bool = False
    """Whether that found something else, or nothing. Neither, where there was no time to search."""

    def terms(self) -> tuple[float, ...]:
        """Give what the regression weighs: each kind of evidence, bent where more of it says no more."""
        return (
            _within(_MOST_MARGIN, self.margin / self.phones),
            _within(_MOST_ABOVE_BACKGROUND, self.background),
            max(_LEAST_FIT, self.fit),
            max(_LEAST_WORST, self.worst),
            self.unevenness,
            math.log(self.phones),
            math.log(self.choices),
            float(self.around),
            float(self.agreed),
            float(self.disagreed),
        )

    def searched(self, *, found: bool) -> "Evidence":
        """Return it with what PocketSphinx's search adds: whether that `found` the same."""
        return replace(self, agreed=found, disagreed=not found)

    def unsearched(self) -> "Evidence":
        """Return what there would be without that search."""
        return replace(self, agreed=False, disagreed=False)


def _within(most: float, value: float) -> float:
    return max(-most, min(most, value))


TERMS = tuple(field.name for field in fields(Evidence))
"""What is weighed, in the order of `Evidence.terms`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The regression: a constant and what each term of the evidence weighs."""

    constant: float
    weights: tuple[float, ...]

    def confidence(self, evidence: Weighable) -> float:
        """Give the probability, 0 to 1, that the guess is what was said."""
        logit = self.constant + sum(w * t for w, t in zip(self.weights, evidence.terms(), strict=True))
        return 1 / (1 + math.exp(-max(-_MOST_LOGIT, min(_MOST_LOGIT, logit))))

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps({"terms": TERMS, **asdict(self)}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, known: Sequence[str] = TERMS) -> "Calibration":
        """Read a regression of the `known` terms; raises ValueError for anything else."""
        try:
            read = json.loads(text)
            terms, numbers = read["terms"], [float(one) for one in (read["constant"], *read["weights"])]
        except (KeyError, TypeError, OverflowError, RecursionError) as error:
            raise ValueError("not a calibration") from error
        if terms != list(known) or len(numbers) != 1 + len(known):
            raise ValueError("fitted to other evidence")
        if not all(map(math.isfinite, numbers)):
            raise ValueError("weights that are no numbers")
        return cls(numbers[0], tuple(numbers[1:]))


def calibrate(evidence: Sequence[Weighable], right: Sequence[bool], weights: NDArray[np.float64]) -> Calibration:
    """Fit the regression, with a slight ridge; `weights` say how much each answer counts."""
    terms = np.array([one.terms() for one in evidence])
    mean, spread = terms.mean(axis=0), terms.std(axis=0)
    spread[spread < _LEAST_SPREAD] = 1.0
    inputs = np.concatenate((np.ones((len(terms), 1)), (terms - mean) / spread), axis=1)
    columns = inputs.shape[1]
    found = most_likely(
        inputs, np.asarray(right, np.float64), weights, _RIDGE * len(terms) * np.eye(columns), np.zeros(columns)
    )
    scaled = found[1:] / spread
    return Calibration(float(found[0] - scaled @ mean), tuple(map(float, scaled)))
