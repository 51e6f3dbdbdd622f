"""One answer looked for twice: among municipalities' own names, and among every name of the country.

Asked for a municipality, most callers name it. Among 380 names those are distinguished far better than among the 3,000
that every hamlet adds; but who names a hamlet would be taken for somebody else there. So both are asked, and what only
the many names give counts for less. Of 160 own names said by synthetic voices 94 % fit best among own names, 85 % among
all; together 62 % are taken at once, 1 % of them wrongly, and of 31 % the right one is asked about first. Of 80 places
29, 0 and 44 %.
"""

from collections.abc import Sequence
from dataclasses import replace

from veertien.conversation import NO_NAMES, Guess
from veertien.speech.acoustic_model.confidence import CLEAR_CONFIDENCE
from veertien.speech.recognition.doubt import Doubt, led, pooled
from veertien.speech.recognition.recogniser import MOST_GUESSES, Recognition

_SHARE = 0.8
"""What a guess among all names counts for beside one among own names."""

_SURE_ENOUGH = 0.6
"""Confidence from which a second ear is not asked anew what was said. Among 3,000 names it mistakes as many of
synthetic voices as it mends: of 30 own names that were asked about or taken rightly, 26 stay so where it is always
asked, all where it is asked below this; of 30 places 19 are, and 21."""

_ANOTHER_SAID, _FAR_BEHIND = 0.8, 70.0
"""How sure the likeliest of all names must be, and how many nats the best own name behind it, for that one to count
only for what the other leaves: it is the best of those that were not said.

Of 450 places by synthetic voices 319 are taken or asked about first instead of 289 (without a second ear), of as many
own names 411 either way, and of 298 words by people that were put among own names 138. With 30 nats it would be 260
instead of 245 of the first 350 places, and 317 instead of 322 own names."""

_MAY_LEAD = 0.2
"""Confidence from which a second ear may put a name before the one that leads: it would be asked about next."""

_NEAR = 0.15
"""Confidences no further apart don't say which of the two was meant: the right one is among them in four of five."""


def together(own: Recognition, every: Recognition, least_confidence: float) -> Recognition:
    """Return what was understood among own names and among every name, as one recognition.

    `least_confidence` is the least that is of any use. Two names that come out nearly equal are as `alike` as two that
    sound the same: only the caller knows which.
    """
    if own.alike > 1 and own.guesses[0].confidence >= least_confidence:
        # Two own names that sound alike, or were both said.
        return replace(own, decode_seconds=own.decode_seconds + every.decode_seconds)
    if not own.guesses or own.guesses[0].confidence < least_confidence:
        best, others = every, own
        guesses = _surest((*every.guesses, *own.guesses))
    else:
        best, others = own, every
        weighed = (replace(guess, confidence=guess.confidence * _SHARE) for guess in every.guesses)
        guesses = _surest((*_held_against(every, own), *weighed))
    leading = best if guesses[:1] == best.guesses[:1] else others
    return replace(
        leading,
        guesses=guesses,
        alike=_alike(guesses, leading, least_confidence),
        decode_seconds=own.decode_seconds + every.decode_seconds,
        doubt=_doubt(own, every, guesses, leading),
    )


def _doubt(own: Recognition, every: Recognition, guesses: Sequence[Guess], leading: Recognition) -> Doubt | None:
    """Return what a second ear is asked: anew what was said, or only which of two different names comes first."""
    if not guesses or guesses[0].confidence < _SURE_ENOUGH:
        return pooled(leading.doubt, (own if leading is every else every).doubt)
    best = {guess.key for guess in (*own.guesses[:1], *every.guesses[:1])}
    if len(best) < 2 or best & NO_NAMES or guesses[0].confidence >= CLEAR_CONFIDENCE:
        return None
    return led(own.doubt, every.doubt, [guess.key for guess in guesses if guess.confidence >= _MAY_LEAD])


def _held_against(every: Recognition, own: Recognition) -> tuple[Guess, ...]:
    """Return the guesses among own names, less sure where another of all names fits far better."""
    if not every.guesses or every.doubt is None:
        return own.guesses
    best, other = own.guesses[0], every.guesses[0]
    if (
        NO_NAMES.intersection((best.key, other.key))
        or other.confidence < _ANOTHER_SAID
        or every.doubt.behind(best.key) <= _FAR_BEHIND
    ):
        return own.guesses
    left = 1 - other.confidence
    return tuple(replace(guess, confidence=guess.confidence * left) for guess in own.guesses)


def _surest(guesses: Sequence[Guess]) -> tuple[Guess, ...]:
    """Return the likeliest guess of each key, the surest first; of equals, the first stays first."""
    found: dict[str, Guess] = {}
    for guess in sorted(guesses, key=lambda guess: -guess.confidence):
        found.setdefault(guess.key, guess)
    return tuple(found.values())[:MOST_GUESSES]


def _alike(guesses: Sequence[Guess], leading: Recognition, least_confidence: float) -> int:
    """Return how many of the guesses are equally likely."""
    alike = {guess.key for guess in leading.guesses[: leading.alike]}
    if leading.alike > 1 and {guess.key for guess in guesses[: leading.alike]} == alike:
        return leading.alike
    names = [guess for guess in guesses[:2] if guess.key not in NO_NAMES]
    if (
        len(names) == 2
        and names[1].confidence >= least_confidence
        and names[0].confidence - names[1].confidence <= _NEAR
    ):
        return 2
    return 1
