"""How a text sounds, in Dutch phones: every pronunciation to listen for, and where each comes from.

The sources in their order: what integrators wrote, what somebody has looked at, the compiled lexicon, and espeak-ng's
rules for what is not in it. A text that has no pronunciation as a whole is put together word by word. What people do
differently is added by the rules of `variants`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, islice, product
from typing import Protocol

from veertien.gazetteer import Phones
from veertien.gazetteer.pronunciations import (
    Pronunciations,
    Words,
    collect,
    load_pronunciations,
    spoken_text,
    spoken_words,
)
from veertien.speech.sounds.dictionary_ipa import words_of_ipa
from veertien.speech.sounds.lexicon import Lexicon, load_lexicon
from veertien.speech.sounds.variants import Rule, flat, variants

__all__ = [
    "MAX_VARIANTS",
    "DutchPronouncer",
    "ExplainedPronunciation",
    "Overrides",
    "Phonemiser",
    "Pronouncer",
    "PronunciationError",
    "Source",
    "dutch_pronouncer",
]

MAX_VARIANTS = 6
"""Most pronunciations kept for one text: more of them cost time and make names alike."""

_MOST_GIVEN = 4
"""Most pronunciations of a text before the rules: some of `MAX_VARIANTS` are left for these."""

Overrides = tuple[tuple[str, tuple[Words, ...]], ...]
"""What integrators wrote: names with their pronunciations, as a value that travels to the recogniser processes."""


class PronunciationError(ValueError):
    """A text that leaves nothing to pronounce; the message names it."""


class Source(StrEnum):
    """Where a pronunciation comes from, the most trusted first."""

    OVERRIDE = "override"
    REVIEWED = "reviewed"
    GRUUT = "gruut"
    ESPEAK = "espeak-ng"


@dataclass(frozen=True, slots=True)
class ExplainedPronunciation:
    """One way to say a text."""

    words: Words
    """Its phones, word by word."""
    sources: tuple[Source, ...]
    """Where they come from, the most trusted first."""
    rules: tuple[Rule, ...] = ()
    """What was changed then."""

    @property
    def phones(self) -> Phones:
        """The phones in a row, as a recogniser takes them."""
        return flat(self.words)


class Pronouncer(Protocol):
    """Whatever can say how a text sounds."""

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        """Give every pronunciation to listen for, at least one, the likeliest first.

        Raises PronunciationError when nothing in `text` can be pronounced.
        """
        ...


class Phonemiser(Protocol):
    """Whatever gives IPA by rules; see `Espeak.phonemes`."""

    def phonemes(self, text: str, voice: str = "nl") -> str:
        """Pronounce `text`."""
        ...


class DutchPronouncer:
    """Pronounces Dutch from several sources; see `dutch_pronouncer`."""

    def __init__(
        self, overrides: Pronunciations, reviewed: Pronunciations, lexicon: Lexicon, espeak: Phonemiser
    ) -> None:
        """`espeak` is asked for what no other source has."""
        self._trusted = ((Source.OVERRIDE, overrides), (Source.REVIEWED, reviewed))
        self._lexicon = lexicon
        self._espeak = espeak

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        """See `Pronouncer.pronunciations`. Raises EspeakError for a text too long to pronounce."""
        return tuple(found.phones for found in self.explain(text))

    def explain(self, text: str) -> tuple[ExplainedPronunciation, ...]:
        """Give the pronunciations, at most `MAX_VARIANTS`, with where they come from; raises as `pronunciations`."""
        spoken = spoken_words(text)
        if not spoken:
            raise PronunciationError(f"nothing in {text[:40]!r} can be pronounced; write it as Dutch words")
        given = self._whole(" ".join(spoken)) or tuple(islice(self._word_by_word(text, spoken), _MOST_GIVEN))
        found = variants([one.words for one in given])
        kept = tuple(
            ExplainedPronunciation(variant.words, given[variant.given].sources, variant.rules)
            for variant in islice(found, MAX_VARIANTS)
        )
        if not kept:
            raise PronunciationError(f"nothing in {text[:40]!r} can be pronounced; write it as Dutch words")
        return kept

    def other_sources(self, text: str) -> tuple[Words, ...]:
        """Give what espeak-ng's rules and the lexicon say, also where a more trusted source goes before them."""
        spoken, phrase = spoken_words(text), self._by_rule(text)
        if len(phrase) != len(spoken):
            return (phrase,) if phrase else ()
        each = [self._other_word(word, phones) for word, phones in zip(spoken, phrase, strict=True)]
        return tuple(one.words for one in islice(_combined(each), _MOST_GIVEN))

    def _whole(self, key: str) -> tuple[ExplainedPronunciation, ...]:
        for source, known in self._trusted:
            if found := known.names.get(key):
                return tuple(ExplainedPronunciation(words, (source,)) for words in found)
        return ()

    def _word_by_word(self, text: str, spoken: Sequence[str]) -> Iterator[ExplainedPronunciation]:
        trusted = [self._trusted_word(word) for word in spoken]
        if all(trusted):
            return _combined(trusted)
        phrase = self._by_rule(text)
        if len(phrase) != len(spoken):
            if not any(trusted):
                return iter([ExplainedPronunciation(phrase, (Source.ESPEAK,))] if phrase else [])
            # Espeak-ng wrote some words as one, or a number as many.
            phrase = tuple(sum(self._by_rule(word), ()) for word in spoken)
        return _combined(
            [
                known or self._other_word(word, phones)
                for word, known, phones in zip(spoken, trusted, phrase, strict=True)
            ]
        )

    def _trusted_word(self, word: str) -> list[tuple[Phones, Source]]:
        for source, known in self._trusted:
            if found := known.words.get(word):
                return [(phones, source) for phones in found]
        return []

    def _other_word(self, word: str, by_rule: Phones) -> list[tuple[Phones, Source]]:
        return [(by_rule, Source.ESPEAK), *((flat(words), Source.GRUUT) for words in self._lexicon.gruut(word))]

    def _by_rule(self, text: str) -> Words:
        if compiled := self._lexicon.espeak(" ".join(spoken_words(text))):
            return compiled
        said = spoken_text(text)
        return words_of_ipa(self._espeak.phonemes(said, "nl")) if said else ()


def dutch_pronouncer(espeak: Phonemiser, overrides: Overrides = ()) -> DutchPronouncer:
    """Make a pronouncer with all that the package knows; `overrides` go before it."""
    own = collect((name, words) for name, found in overrides for words in found)
    return DutchPronouncer(own, load_pronunciations(), load_lexicon(), espeak)


def _combined(choices: Sequence[Sequence[tuple[Phones, Source]]]) -> Iterator[ExplainedPronunciation]:
    """Yield what the choices for each word make together: the first of each, then with one changed, then with two."""
    places = range(len(choices))
    for changes in range(3):
        for changed in combinations(places, changes):
            others = [range(1, len(choices[place])) for place in changed]
            for picks in product(*others):
                pick = dict(zip(changed, picks, strict=True))
                said = [choices[place][pick.get(place, 0)] for place in places]
                sources = sorted({source for _, source in said}, key=list(Source).index)
                yield ExplainedPronunciation(tuple(phones for phones, _ in said), tuple(sources))
