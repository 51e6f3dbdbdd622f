"""How sure a guess is: the probability that the caller meant it, from three scores of the same audio.

A logistic regression on two pieces of evidence, in nats per frame of 10 ms: the margin to the best phrase with another
key, and the loss against a free loop of phones, which fits anything said.

Coefficients: fitted to 1,039 answers through a 250-3500 Hz A-law line, right ones (360) and others weighing the same.
Right were names in six area codes and ja/nee by 12 espeak-ng voices (f1 f3 f5 m1 m2 m4 m6 m8 Andrea belinda Andy
benjamin) and short sentences by two people (rhasspy's Dutch voices nathalie and flemishguy, CC0-1.0), each among 25.
The others were names of another area code, sentences by both kinds of voice, pieces cut out of them, and
misrecognitions. In five-fold cross-validation the area under the ROC curve is 0.88. Added to that, by judgement and not
by fitting, is that two of three answers are right: most callers do say a name, and 81 to 95 % of such answers were.
"""

import math
from dataclasses import dataclass

ALIKE = 0.5
"""Most confidence for each of several keys whose phrases sound alike: enough to ask about, not to accept."""

_PRIOR = math.log(2 / 1)
_INTERCEPT, _PER_MARGIN, _PER_LOSS = 2.26, 1.94, -1.78
_MARGIN_TO_NOTHING = 0.6
_MOST_LOGIT = 20.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log likelihoods in nats over `frames` frames: of the guess, of the best rival, of a free loop of phones.

    `rival` is None when no other phrase has any path through the audio; that says little, and counts as a usual margin.
    """

    guess: float
    rival: float | None
    loop: float
    frames: int


def confidence(evidence: Evidence) -> float:
    """Give the probability, 0 to 1, that the guess is what was said."""
    frames = max(1, evidence.frames)
    margin = _MARGIN_TO_NOTHING if evidence.rival is None else (evidence.guess - evidence.rival) / frames
    loss = (evidence.loop - evidence.guess) / frames
    logit = _PRIOR + _INTERCEPT + _PER_MARGIN * margin + _PER_LOSS * loss
    return 1 / (1 + math.exp(-max(-_MOST_LOGIT, min(_MOST_LOGIT, logit))))
