"""The grammar of the baseline: one name with a carrier phrase before and after, at a confirmation a yes or a no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from bench.speech.english.sounds import SPEECH_PHONES, EnglishPronouncer, Phones
from veertien.conversation import NO, YES
from veertien.speech import GrammarSpec, Phrase
from veertien.speech.grammar.network import Arc, Network

_BEFORE = (
    "gemeente", "de gemeente", "naar", "naar de gemeente", "ik wil naar", "ik wil graag naar", "ik zoek",
    "ik zoek de gemeente", "ik bel voor",
)  # fmt: skip
_AFTER = ("alstublieft", "graag")
_YES = ("ja", "jawel", "klopt", "dat klopt", "inderdaad", "jazeker")
_AFTER_YES = ("hoor", "graag", "klopt", "dat klopt", "inderdaad", "dank u")
_NO = ("nee", "dat klopt niet")
_AFTER_NO = ("dank u", "hoor", "niet", "dat klopt niet")
_NO_BUT = ("nee", "nee ik bedoel", "nee ik zei")

_CARRIER_WEIGHT = 0.002
"""Weight of a phrase around a name beside the name alone: a bare name is the usual answer, and noise isn't "naar"."""


class _State(IntEnum):
    """Where a caller can be in an answer; silence may be anywhere between two words."""

    START, BUT, NAME, NAMED, YES, NO, END = range(7)


@dataclass(frozen=True, slots=True)
class Grammar:
    """A compiled `GrammarSpec`: its network, and what each word that is an answer means."""

    network: Network
    meanings: Mapping[str, tuple[Phrase, ...]]

    def without(self, keys: frozenset[str]) -> Network | None:
        """Give the network for when nothing with one of `keys` can have been said; None when no answer is left."""
        gone = {word for word, phrases in self.meanings.items() if keys.issuperset(phrase.key for phrase in phrases)}
        if len(gone) == len(self.meanings):
            return None
        return replace(self.network, arcs=tuple(arc for arc in self.network.arcs if arc.word not in gone))


def compile_grammar(spec: GrammarSpec, pronouncer: EnglishPronouncer) -> Grammar:
    """Pronounce every phrase of `spec` and lay out its network.

    Raises ValueError or EspeakError for a phrase that can't be pronounced.
    """
    builder = _Builder(pronouncer)
    for phrase in spec.phrases:
        builder.add(_State.NAME, _State.NAMED, phrase.text, phrase.weight, phrase)
    builder.carriers(_State.BUT, _State.NAME, _BEFORE)
    builder.carriers(_State.NAMED, _State.END, _AFTER)
    builder.skip(_State.START, _State.BUT)
    if spec.confirmation:
        for key, state, texts in ((YES, _State.YES, _YES), (NO, _State.NO, _NO)):
            for text in texts:
                builder.add(_State.START, state, text, 1.0, Phrase(text, key))
        builder.carriers(_State.YES, _State.END, _AFTER_YES)
        builder.carriers(_State.NO, _State.END, _AFTER_NO)
        for text in _NO_BUT:
            builder.add(_State.START, _State.BUT, text, 1.0)
    return builder.grammar()


def phone_loop() -> Network:
    """Give a network that fits anything said: any phones, any number of times."""
    words = {f"phone-{phone}": (phone,) for phone in SPEECH_PHONES}
    return Network(0, 0, tuple(Arc(0, 0, 1.0, word) for word in words), words)


class _Builder:
    def __init__(self, pronouncer: EnglishPronouncer) -> None:
        self._pronouncer = pronouncer
        self._dictionary: dict[str, Phones] = {}
        self._arcs: dict[Arc, None] = {}
        self._meanings: dict[str, tuple[Phrase, ...]] = {}

    def carriers(self, source: _State, target: _State, texts: tuple[str, ...]) -> None:
        """Let one of `texts` be said on the way, or nothing."""
        self.skip(source, target)
        for text in texts:
            self.add(source, target, text, _CARRIER_WEIGHT)

    def skip(self, source: _State, target: _State) -> None:
        self._arcs[Arc(source, target, 1.0)] = None

    def add(self, source: _State, target: _State, text: str, weight: float, meaning: Phrase | None = None) -> None:
        for phones in self._pronouncer.pronunciations(text):
            # A carrier that sounds like a name must stay another word: only words with a meaning are answers.
            word = ("name-" if meaning else "carrier-") + "-".join(phones)
            self._dictionary[word] = phones
            self._arcs[Arc(source, target, weight, word)] = None
            if meaning:
                meanings = self._meanings.get(word, ())
                if all(known.key != meaning.key for known in meanings):
                    self._meanings[word] = (*meanings, meaning)

    def grammar(self) -> Grammar:
        network = Network(_State.START, _State.END, tuple(self._arcs), self._dictionary)
        return Grammar(network, self._meanings)
