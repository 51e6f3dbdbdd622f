"""Pronunciations that somebody has looked at: of municipalities, large places, and names that rules get wrong.

They stand in data/pronunciations.tsv: a name, its IPA (see `phones`), and perhaps a note, apart by tabs; words of the
IPA apart by spaces. A name on several lines has several pronunciations, the likeliest first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from veertien.gazetteer.phones import FULL_VOWELS, Phones, parse_ipa

Words = tuple[Phones, ...]
"""One pronunciation of a text, word by word."""

Stress = tuple[int | None, ...]
"""For each word of a pronunciation which of its full vowels (all but ə) is stressed, from 0; None for no stress."""

PRONUNCIATIONS = "pronunciations.tsv"
"""The file in which an edition has them."""

SHORTEST_WORD = 4
"""Letters of the shortest word that is taken out of a longer name: shorter ones (aan, den) are weakened there."""

_IN_BRACKETS = re.compile(r"\([^)]*\)")
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑–/_,;.!?:]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´", "'"))


def spoken_text(text: str) -> str:
    """Return a text as it is said: without what stands in brackets, hyphens as spaces."""
    said = (word for word in _BETWEEN_WORDS.split(_IN_BRACKETS.sub(" ", text)) if any(map(str.isalnum, word)))
    return " ".join(said)


# A command that loads the tables asks this of each name twice: where pronunciations are read, and for who is listed.
@lru_cache(maxsize=16_384)
def spoken_words(text: str) -> tuple[str, ...]:
    """Return the words of a text by which pronunciations are looked up: small letters, without accents or brackets.

    Unlike normalise() it keeps apart what sounds different: "Den Ham" and "De Ham", ij and y.
    """
    bare = unicodedata.normalize("NFKD", spoken_text(text)).translate(_APOSTROPHES).casefold()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return tuple(word for word in _BETWEEN_WORDS.split(letters) if any(map(str.isalnum, word)))


def spoken_key(text: str) -> str:
    """Return the words of a text with a space between them: the key under which its pronunciations stand."""
    return " ".join(spoken_words(text))


@dataclass(frozen=True, slots=True)
class Pronunciations:
    """Pronunciations by name and by word; the likeliest of each comes first."""

    names: Mapping[str, tuple[Words, ...]]
    """Whole names, by `spoken_key`."""
    words: Mapping[str, tuple[Phones, ...]]
    """Single words, those of longer names among them, by `spoken_key`."""


@cache
def load_pronunciations() -> Pronunciations:
    """Return the reviewed pronunciations, read once a process. Raises ValueError with the line that is no entry."""
    return collect((name, words) for name, words, _ in _lines())


def load_stress() -> Mapping[Words, Stress]:
    """Read where the reviewed pronunciations are stressed; raises as `load_pronunciations` does."""
    return MappingProxyType({words: tuple(map(_stressed, ipa.split())) for _, words, ipa in _lines()})


def collect(entries: Iterable[tuple[str, Words]]) -> Pronunciations:
    """Put pronunciations together by name and by word.

    A word has the pronunciations of the name that it is alone; else those it has in longer names of as many words as
    their pronunciation.
    """
    names: dict[str, dict[Words, None]] = {}
    within: dict[str, dict[Phones, None]] = {}
    for name, words in entries:
        spoken = spoken_words(name)
        names.setdefault(" ".join(spoken), {})[words] = None
        if len(spoken) == len(words) > 1:
            for word, phones in zip(spoken, words, strict=True):
                if len(word) >= SHORTEST_WORD:
                    within.setdefault(word, {})[phones] = None
    alone = {name: tuple(found) for name, found in names.items()}
    words_alone = {name: tuple(sum(words, ()) for words in found) for name, found in alone.items() if " " not in name}
    words_within = {word: tuple(found) for word, found in within.items()}
    return Pronunciations(MappingProxyType(alone), MappingProxyType(words_within | words_alone))


def _lines() -> Iterator[tuple[str, Words, str]]:
    """Yield each name with its pronunciation, read and as it is written."""
    text = files("veertien.gazetteer").joinpath("data", PRONUNCIATIONS).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        try:
            entry = read_entry(line)
        except ValueError as error:
            raise ValueError(f"{PRONUNCIATIONS}, line {number}: {error}") from error
        if entry:
            yield entry


def read_entry(line: str) -> tuple[str, Words, str] | None:
    """Return the name on a line, its pronunciation read and as it is written; None for a line without one.

    Raises ValueError for a line that is no entry, UnknownSoundError for a sign that stands for no sound.
    """
    if not line or line.startswith("#"):
        return None
    fields = line.split("\t")
    if len(fields) < 2:
        raise ValueError("a name and its IPA stand on a line, with a tab between")
    name, ipa = fields[:2]
    words = parse_words(ipa)
    return (name, words, ipa) if words and spoken_words(name) else None


def _stressed(ipa: str) -> int | None:
    before, mark, _ = ipa.partition("ˈ")
    return sum(phone in FULL_VOWELS for phone in parse_ipa(before)) if mark else None


def parse_words(ipa: str) -> Words:
    """Read IPA with spaces between words. Raises UnknownSoundError as `parse_ipa` does."""
    return tuple(phones for phones in map(parse_ipa, ipa.split()) if phones)
