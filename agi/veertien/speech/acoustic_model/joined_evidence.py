"""How sure an answer of two ears is: the probability that it was said, from what each of them made of the same audio.

A logistic regression as in `confidence`. Its coefficients are fitted to one acoustic model and one kind of second ear,
and belong to the acoustic model.
"""

import json
from dataclasses import asdict, dataclass, fields

from veertien.speech.acoustic_model.confidence import Calibration

_MOST_MARGIN, _MOST_FREER, _MOST_FITS = 15.0, 30.0, 30.0
"""Nats beyond which they say no more."""


@dataclass(frozen=True, slots=True)
class JoinedEvidence:
    """What speaks for an answer that two ears heard; log likelihoods are in nats."""

    alone: float
    """The logit of its confidence by PocketSphinx's model alone."""
    margin: float
    """Above the best answer with another meaning, both ears' scores joined."""
    freer: float
    """How much better the second ear's own words fit, as it understands it when it may hear anything."""
    fits: float
    """The second ear's score: how much likelier what was heard makes the answer than noise does."""
    tokens: int
    """How many of the second ear's tokens the answer is: a long one that fits is no accident."""
    surest: float
    """The logit of what the surest answer has by PocketSphinx's model alone, this one or another."""

    def terms(self) -> tuple[float, ...]:
        """Give what the regression weighs."""
        return (
            self.alone,
            max(-_MOST_MARGIN, min(_MOST_MARGIN, self.margin)),
            max(-_MOST_FREER, min(_MOST_FREER, self.freer)),
            max(-_MOST_FITS, min(_MOST_FITS, self.fits)),
            float(self.tokens),
            self.surest,
        )


TERMS = tuple(field.name for field in fields(JoinedEvidence))
"""What is weighed, in the order of `JoinedEvidence.terms`."""


@dataclass(frozen=True, slots=True)
class JoiningWeights:
    """What the second ear's scores count for beside PocketSphinx's, and how sure what comes of both is."""

    pocketsphinx: float
    """What a nat of PocketSphinx's model counts for beside one of the second ear: its frames are not independent."""
    calibration: Calibration

    def to_json(self) -> str:
        """Write them down."""
        regression = {"terms": TERMS, **asdict(self.calibration)}
        return json.dumps({"pocketsphinx": self.pocketsphinx, **regression}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "JoiningWeights":
        """Read what `to_json` wrote; raises ValueError for anything else."""
        calibration = Calibration.from_json(text, TERMS)
        try:
            pocketsphinx = float(json.loads(text)["pocketsphinx"])
        except (KeyError, TypeError) as error:
            raise ValueError("not the weights of two ears") from error
        if not 0 <= pocketsphinx <= 1:
            raise ValueError("a weight of PocketSphinx's scores that is not between 0 and 1")
        return cls(pocketsphinx, calibration)
