"""What a recogniser leaves open: the answers that may have been given, for a second ear to tell apart.

The second ear hears the same audio, says how well each text fits it, and `joining` makes one answer of both.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from veertien.conversation import NO, YES, Command, Guess
from veertien.speech.acoustic_model.confidence import CLEAR_CONFIDENCE
from veertien.speech.acoustic_model.joined_evidence import JoiningWeights
from veertien.speech.grammar.phrases import Phrase

MOST_CANDIDATES = 12
"""How many answers are kept: what strangers say among 125 names is one of the first 12 in 98 %."""

_REACH = 10.0
"""How far behind the likeliest, in nats of the second ear's, an answer may be and still be asked about.

Of 703 answers by six people (those that `bench.speech.weighing` fits to), a third of them in noise, as many are right
as without it: 598 among all texts, 672 among three, six or eleven. A sixth of the names need not be scored, and among
those few more than half."""

RIVAL = 0.1
"""Confidence from which another answer makes the best one doubtful, however sure that is.

Of 283 answers among 47 to 63, by people whom the model had not heard, 9 were clear and wrong with 0.2, 2 are with this;
80 % are in doubt instead of 75."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may have been given."""

    phrases: tuple[Phrase, ...]
    """What it means; more than one where they sound alike."""
    text: str
    """As it is written, with the words that were heard around it."""
    score: float
    """Log likelihood of what was heard, in nats, by PocketSphinx's model; comparable within one utterance."""
    prior: float
    """How likely it is beforehand, as a logarithm."""
    confidence: float
    """What it has by PocketSphinx's model alone; 0 where it was not judged."""
    may_go_on: bool
    """Whether it may be the beginning of another; see the module `continuation`."""

    def without_second_ear(self, weights: JoiningWeights) -> float:
        """How well it fits before a second ear is asked, in that one's nats: its own score is added to this."""
        return weights.pocketsphinx * self.score + self.prior


@dataclass(frozen=True, slots=True)
class Doubt:
    """An utterance that was not understood clearly."""

    pcm: bytes
    """What was said, as the line gave it: s16le at 8 kHz, mono."""
    candidates: tuple[Candidate, ...]
    """One at least, the likeliest first, but for one that leads; no two mean the same."""
    weights: JoiningWeights
    """What another ear's scores count for beside these."""
    led: bool = False
    """Whether it is only open which comes first: the first of them does unless another fits far better."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What may have been said, one text a candidate."""
        return tuple(candidate.text for candidate in self.candidates)

    def behind(self, key: str) -> float:
        """How far behind the likeliest this meaning is, in nats of PocketSphinx's model, or further where it is none.

        Infinitely far where there was room for it: it is out of reach.
        """
        totals = [one.score + one.prior for one in self.candidates]
        its = [
            total
            for total, one in zip(totals, self.candidates, strict=True)
            if any(phrase.key == key for phrase in one.phrases)
        ]
        if its or len(totals) >= MOST_CANDIDATES:
            return max(totals) - max(its, default=min(totals))
        return math.inf


def in_doubt(guesses: Sequence[Guess]) -> bool:
    """Whether another ear may know better: the best guess is not clear, has a rival, or is no name but a command."""
    best, *others = guesses
    rivals = [guess for guess in others if guess.key != best.key and guess.confidence >= RIVAL]
    return best.confidence < CLEAR_CONFIDENCE or bool(rivals) or best.key in frozenset(Command)


def within_reach(candidates: Sequence[Candidate], weights: JoiningWeights) -> tuple[Candidate, ...]:
    """Return those of candidates that a second ear may still make the likeliest: it takes time for each."""
    totals = [one.without_second_ear(weights) for one in candidates]
    return tuple(one for one, total in zip(candidates, totals, strict=True) if total >= max(totals) - _REACH)


def undisputed(reached: Sequence[Candidate]) -> bool:
    """Whether a yes or a no is all that is within reach: a second ear has nothing to tell it apart from.

    Its scores say how well a name fits, and made such answers less sure than it takes: of 24 by synthetic voices and a
    person one was refused, and callers who were understood rightly came to the keys. Of 457 other utterances by people
    that left a confirmation in doubt one was of this kind.
    """
    return len(reached) == 1 and {phrase.key for phrase in reached[0].phrases} <= {YES, NO}


def pooled(first: Doubt | None, second: Doubt | None) -> Doubt | None:
    """Return what two searches for one answer leave open, in one: the likeliest of both, no two with one meaning.

    No more than one search leaves open: the second ear takes time for each.
    Only the first's where they judged different stretches, whose scores don't compare.
    """
    if first is None or second is None:
        return first or second
    if first.pcm != second.pcm:
        return first
    return replace(first, candidates=_likeliest(first, second)[:MOST_CANDIDATES])


def led(first: Doubt | None, second: Doubt | None, keys: Sequence[str]) -> Doubt | None:
    """Return, of what two searches leave open, which of the answers with these keys comes first; now the first does.

    None where there is none to come before it, or where they judged different stretches.
    """
    either = first or second
    if either is None or (first and second and first.pcm != second.pcm):
        return None
    known = _likeliest(*filter(None, (first, second)))
    named = [one for key in keys for one in known if any(phrase.key == key for phrase in one.phrases)]
    kept = tuple(dict.fromkeys(named))
    if len(kept) < 2 or all(phrase.key != keys[0] for phrase in kept[0].phrases):
        return None
    return replace(either, candidates=kept, led=True)


def _likeliest(*doubts: Doubt) -> tuple[Candidate, ...]:
    """Give the candidates of all, the likeliest first, no two with one meaning."""
    found: dict[frozenset[str], Candidate] = {}
    every = itertools.chain.from_iterable(doubt.candidates for doubt in doubts)
    for one in sorted(every, key=lambda one: -(one.score + one.prior)):
        found.setdefault(frozenset(phrase.key for phrase in one.phrases), one)
    return tuple(found.values())
