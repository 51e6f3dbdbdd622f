"""One answer of two ears: PocketSphinx's model, which was trained on such lines, and a general one that knows Dutch.

Each says how well every answer that may have been given fits the audio. Their scores, and how likely each answer is
beforehand, are added up; how sure those are that come out best is told anew, from both.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from veertien.conversation import Guess
from veertien.speech.acoustic_model.confidence import ALIKE
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence
from veertien.speech.recognition.doubt import Candidate, Doubt
from veertien.speech.recognition.recogniser import MOST_GUESSES, Recognition

_NO_RIVAL = 10.0
"""Margin, in nats, of the only answer there is: a usual one, as it says little."""

_LEAST_CONFIDENCE = 0.01
"""What has less by PocketSphinx's model alone, or was not judged, is taken for as unlikely as that."""

_FAR_AHEAD = 5.0
"""How many nats of the total another answer must be ahead of one that leads already.

Of 450 villages by synthetic voices under the national number 351 are taken or asked about first instead of 335, of as
many own names 412 either way; with 3 nats 353 and 411, with none 355 and 407."""


class Hearing(Protocol):
    """What the second ear made of a `Doubt`; see `second_ear.SecondHearing`."""

    @property
    def scores(self) -> Sequence[float]:
        """How well each text fits, in nats, or each of the first where there was no time for all."""

    @property
    def tokens(self) -> Sequence[int]:
        """How many tokens each of these texts is."""

    @property
    def free_score(self) -> float:
        """How well its own words fit, where it may hear anything."""

    @property
    def seconds(self) -> float:
        """How long hearing took."""


def joined(recognition: Recognition, hearing: Hearing | None) -> Recognition:
    """Return what both ears heard together.

    That is `recognition` as it is where it leaves nothing open, or where the second ear heard nothing. Raises
    ValueError for a hearing of no text of its doubt or of more; those that it leaves out count no more.
    """
    doubt = recognition.doubt
    if doubt is None or hearing is None:
        return recognition
    if doubt.led:
        return _ordered(recognition, doubt, hearing)
    confidence = doubt.weights.calibration.confidence
    rated = [(candidate, confidence(evidence)) for candidate, evidence in weighed(doubt, hearing)[:MOST_GUESSES]]
    rated.sort(key=lambda pair: -pair[1])
    (leading, surest), *others = rated
    # One answer was given: the others share what the surest leaves.
    rated = [(leading, surest), *((candidate, min(sure, 1 - surest)) for candidate, sure in others)]
    guesses = tuple(guess for candidate, sure in rated for guess in _guesses(candidate, sure))[:MOST_GUESSES]
    return replace(
        recognition,
        guesses=guesses,
        alike=min(len(leading.phrases), len(guesses)),
        may_go_on=leading.may_go_on,
        decode_seconds=recognition.decode_seconds + hearing.seconds,
        doubt=None,
    )


def _ordered(recognition: Recognition, doubt: Doubt, hearing: Hearing) -> Recognition:
    """Return it with another answer first where that fits far better than the one that led; never taken unasked."""
    ranked = weighed(doubt, hearing)
    best = ranked[0][0]
    behind = next(-evidence.margin for one, evidence in ranked if one is doubt.candidates[0])
    heard = replace(recognition, decode_seconds=recognition.decode_seconds + hearing.seconds, doubt=None)
    if best is doubt.candidates[0] or behind < _FAR_AHEAD:
        return heard
    first = tuple(_guesses(best, min(recognition.guesses[0].confidence, ALIKE)))
    keys = {guess.key for guess in first}
    others = (
        replace(guess, confidence=min(guess.confidence, first[0].confidence))
        for guess in recognition.guesses
        if guess.key not in keys
    )
    guesses = (*first, *others)[:MOST_GUESSES]
    # Where the caller is asked which of two, they still are, the other first.
    among_equals = keys <= {guess.key for guess in recognition.guesses[: recognition.alike]}
    alike = min(recognition.alike if among_equals else len(first), len(guesses))
    return replace(heard, guesses=guesses, alike=alike, may_go_on=best.may_go_on)


def weighed(doubt: Doubt, hearing: Hearing) -> list[tuple[Candidate, JoinedEvidence]]:
    """Give every candidate heard and what speaks for it, the one that fits best first; raises as `joined` does."""
    heard = len(hearing.scores)
    if not 1 <= heard <= len(doubt.candidates):
        raise ValueError(f"{heard} texts heard of {len(doubt.candidates)}")
    totals = [
        candidate.without_second_ear(doubt.weights) + score
        for candidate, score in zip(doubt.candidates[:heard], hearing.scores, strict=True)
    ]
    order = sorted(range(len(totals)), key=lambda place: -totals[place])
    surest = max(_logit(candidate.confidence) for candidate in doubt.candidates)
    rivals = [order[1] if len(order) > 1 else None, *(order[:1] * (len(order) - 1))]
    return [
        (
            doubt.candidates[place],
            JoinedEvidence(
                alone=_logit(doubt.candidates[place].confidence),
                margin=_NO_RIVAL if rival is None else totals[place] - totals[rival],
                freer=hearing.free_score - hearing.scores[place],
                fits=hearing.scores[place],
                tokens=hearing.tokens[place],
                surest=surest,
            ),
        )
        for place, rival in zip(order, rivals, strict=True)
    ]


def _logit(confidence: float) -> float:
    bound = max(_LEAST_CONFIDENCE, min(1 - _LEAST_CONFIDENCE, confidence))
    return math.log(bound / (1 - bound))


def _guesses(candidate: Candidate, sure: float) -> Iterator[Guess]:
    # Where they sound alike, only the caller can say which.
    most = ALIKE if len({phrase.key for phrase in candidate.phrases}) > 1 else 1.0
    return (Guess(phrase.key, min(sure, most), phrase.text) for phrase in candidate.phrases)
