"""What callers may say, as phrases with keys, and the finite-state grammar and dictionary compiled from them.

A word of the grammar is a pronunciation: phrases that sound alike share a word, and the word leads to all of them. A
name of several words is one word of the grammar; so is each Dutch phrase said before or after a name.

An answer is openings, then a frame ("ik moet in"), a name, what follows it ("zijn"), and perhaps, after a link ("nee",
"of", a pause), the same once more. Every name is in the network once, whatever may be said around it.
"""

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from types import MappingProxyType

from veertien.conversation import NO, YES, Expect
from veertien.gazetteer import Phones
from veertien.speech.grammar import carriers
from veertien.speech.grammar.interpretation import Interpretation, Link, interpret
from veertien.speech.grammar.network import PAUSE_WORD, Arc, Network
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.sounds.pronunciation import Pronouncer


@dataclass(frozen=True, slots=True)
class GrammarSpec:
    """All that may be said at one moment; equal specs share one compiled grammar."""

    id: str
    """For people (logs, faults)."""
    phrases: tuple[Phrase, ...] = field(hash=False)
    """Left out of the hash: a whole country's names take milliseconds each time, and few specs have the same id."""
    confirmation: bool = False
    """Whether yes and no (keys `conversation.YES` and `NO`) are expected as well as names; a name may follow them."""
    bare: bool = False
    """Whether only names are expected, nothing around them. There is no way through a grammar to look for then, which
    among a whole country's names takes a second."""


def specs_of(name: str, phrases: Sequence[Phrase]) -> Mapping[Expect, GrammarSpec]:
    """Return the grammars of the same answers when asked for one of them and when asked for a yes."""
    said = tuple(phrases)
    return {
        Expect.CHOICE: GrammarSpec(name, said),
        Expect.CONFIRMATION: GrammarSpec(f"{name} confirm", said, confirmation=True),
    }


_LONG_COST, _SHORT_COST, _LINK_COST = 60.0, 100.0, 60.0
_SHORT_PHONES = 5
"""Nats that a phrase around a name costs beside the name alone: one of five phones or more, a shorter one (noise is
like it), and one between two names, short as it may be, for the names on both sides stand surety for it.

With 6 nats for all, "van" or "uh" is heard beside two of three bare names, and loss against a loop of phones parts
names from other speech with an area under the ROC curve of 0.72; see docs/grammar.md.
"""

LEAST_COST = min(_LONG_COST, _SHORT_COST, _LINK_COST)
"""Nats that anything around a name costs at least."""

_NAME_AFTER_ANSWER_WEIGHT = 0.05
"""Weight of a name after a yes or no beside the yes or no alone."""

_MOST_VARIANTS = 2
"""Pronunciations listened for of each phrase around a name: nothing has to be kept apart from it."""


class _State(IntEnum):
    """Where a caller can be in an answer; silence may be anywhere between two words."""

    OPENING, FRAME, PLACE, NAME, NAMED, ANSWERED, END = range(7)


@dataclass(frozen=True, slots=True)
class Grammar:
    """A compiled `GrammarSpec`: its network, what each word that is an answer means, what others do to a name."""

    network: Network
    meanings: Mapping[str, tuple[Phrase, ...]]
    links: Mapping[str, Link]
    carriers: Mapping[str, str]
    """How the words around names are written."""

    def answers(self) -> Network:
        """Lay out its answers alone, without any words around them."""
        arcs = tuple(Arc(0, 1, arc.weight, arc.word) for arc in self.network.arcs if arc.word in self.meanings)
        return Network(0, 1, arcs, {word: self.network.dictionary[word] for word in self.meanings})

    def interpret(self, words: Sequence[str]) -> Interpretation:
        """Return what the words of a path through `network` mean.

        Words of no grammar (the decoder's own for silence) count for nothing.
        """
        return interpret(words, self.meanings, self.links)


def compile_grammar(spec: GrammarSpec, pronouncer: Pronouncer) -> Grammar:
    """Pronounce every phrase of `spec` and lay out its network.

    Raises PronunciationError or EspeakError for a phrase that can't be pronounced, ValueError for an empty spec.
    """
    _look_for_phrases(spec)
    builder = _Builder(pronouncer)
    builder.carriers(_State.OPENING, _State.OPENING, carriers.OPENINGS)
    if spec.phrases:
        _add_names(builder, spec.phrases)
    if spec.confirmation:
        _add_answers(builder)
        if spec.phrases:
            builder.arc(_State.ANSWERED, _State.FRAME, _NAME_AFTER_ANSWER_WEIGHT)
    else:
        builder.carriers(_State.OPENING, _State.OPENING, carriers.OPENINGS_WHEN_ASKED_FOR_A_NAME)
    return builder.grammar()


def pronounce(spec: GrammarSpec, pronouncer: Pronouncer) -> None:
    """Pronounce every phrase of `spec` and no more, for a pronouncer that remembers; raises as `compile_grammar`."""
    _look_for_phrases(spec)
    for phrase in spec.phrases:
        pronouncer.pronunciations(phrase.text)


def _look_for_phrases(spec: GrammarSpec) -> None:
    if not spec.phrases and not spec.confirmation:
        raise ValueError(f"grammar {spec.id!r} has no phrases; give it at least one name")


def _add_names(builder: "_Builder", phrases: tuple[Phrase, ...]) -> None:
    for source, target in pairwise((_State.OPENING, _State.FRAME, _State.PLACE, _State.NAME)):
        builder.arc(source, target, 1.0)
    builder.carriers(_State.FRAME, _State.PLACE, carriers.FRAMES)
    builder.carriers(_State.PLACE, _State.NAME, carriers.BEFORE_NAMES)
    for phrase in phrases:
        builder.meaning(_State.NAME, _State.NAMED, phrase)
    builder.carriers(_State.NAMED, _State.NAMED, carriers.AFTER_NAMES)
    builder.carriers(_State.NAMED, _State.OPENING, carriers.BETWEEN_NAMES, _LINK_COST)
    # Without the pause, the words after a name could be the start of any other, which takes ten times as many HMMs.
    builder.arc(_State.NAMED, _State.OPENING, math.exp(-_LINK_COST), PAUSE_WORD)
    builder.arc(_State.NAMED, _State.END, 1.0)


def _add_answers(builder: "_Builder") -> None:
    for key, texts in ((YES, carriers.YES_ANSWERS), (NO, carriers.NO_ANSWERS)):
        for text in texts:
            builder.meaning(_State.OPENING, _State.ANSWERED, Phrase(text, key))
    builder.carriers(_State.ANSWERED, _State.ANSWERED, carriers.AFTER_ANSWERS)
    builder.arc(_State.ANSWERED, _State.END, 1.0)


class _Builder:
    def __init__(self, pronouncer: Pronouncer) -> None:
        self._pronouncer = pronouncer
        self._dictionary: dict[str, Phones] = {}
        self._weights: dict[tuple[_State, _State, str | None], float] = {}
        self._meanings: dict[str, dict[str, Phrase]] = {}
        self._links: dict[str, Link] = {}
        self._carriers: dict[str, str] = {}

    def meaning(self, source: _State, target: _State, phrase: Phrase) -> None:
        """Let a phrase be said that means something."""
        for phones in self._pronouncer.pronunciations(phrase.text):
            word = self._word("name", phones)
            self.arc(source, target, phrase.weight, word)
            self._meanings.setdefault(word, {}).setdefault(phrase.key, phrase)

    def carriers(self, source: _State, target: _State, texts: tuple[str, ...], cost: float | None = None) -> None:
        """Let one of `texts` be said on the way, at `cost` nats, or at what its length asks for."""
        for text in texts:
            link = carriers.LINKS.get(text)
            for phones in self._pronouncer.pronunciations(text)[:_MOST_VARIANTS]:
                word = self._word("carrier" if link is None else link.name.lower(), phones)
                usual = _SHORT_COST if len(phones) < _SHORT_PHONES else _LONG_COST
                self.arc(source, target, math.exp(-(usual if cost is None else cost)), word)
                self._carriers.setdefault(word, text)
                if link is not None:
                    self._links[word] = link

    def arc(self, source: _State, target: _State, weight: float, word: str | None = None) -> None:
        """Add an arc; of two with the same word between the same states, the likelier one stays."""
        key = (source, target, word)
        self._weights[key] = max(weight, self._weights.get(key, 0.0))

    def grammar(self) -> Grammar:
        arcs = tuple(Arc(source, target, weight, word) for (source, target, word), weight in self._weights.items())
        network = Network(_State.OPENING, _State.END, arcs, MappingProxyType(self._dictionary))
        meanings = {word: tuple(phrases.values()) for word, phrases in self._meanings.items()}
        links, written = MappingProxyType(self._links), MappingProxyType(self._carriers)
        return Grammar(network, MappingProxyType(meanings), links, written)

    def _word(self, kind: str, phones: Phones) -> str:
        # A carrier that sounds like a name must stay another word.
        # Interned: hundreds of grammars have the same words.
        word = sys.intern(f"{kind}-{'-'.join(phones)}")
        self._dictionary[word] = phones
        return word
