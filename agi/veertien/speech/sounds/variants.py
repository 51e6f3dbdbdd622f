"""How people say one pronunciation differently: rules over phones, without a look at the spelling.

Facts from Booij, The Phonology of Dutch (1995), chapters 4 and 7: the n of -en is left out by most speakers, a schwa
may come between l or r and a following lip or back consonant of the same syllable ("mellek"), and in the west and
north v, z and ɣ are said as f, s and x.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from veertien.gazetteer import Phones
from veertien.gazetteer.phones import CONSONANTS, VOWELS
from veertien.gazetteer.pronunciations import Words


class Rule(StrEnum):
    """A way to say a name differently; the value says so to people."""

    WITHOUT_N = "n of -en left out"
    WEAK_E = "e of the last syllable as ə"
    SCHWA = "schwa between l or r and a consonant"
    HARD_G = "ɣ as x"
    VOICELESS = "v, z, ɣ as f, s, x"
    WITHOUT_ARTICLE = "without 's or des"


@dataclass(frozen=True, slots=True)
class Variant:
    """A pronunciation word by word, the number of the given one it comes from, and the rules that led to it."""

    words: Words
    given: int
    rules: tuple[Rule, ...] = ()


# What a schwa comes between: after l or r, before these.
_AFTER_L = frozenset("pkmfxɣ")
_AFTER_R = _AFTER_L | {"n"}
_VOICELESS = {"ɣ": "x", "v": "f", "z": "s"}
_VOICELESS_CONSONANTS = frozenset("ptkfsxʃ")

# In this order: what most people do first, what few combine last. An article is left out of what is left then.
_ORDER: tuple[tuple[Rule, ...], ...] = (
    (Rule.WITHOUT_N,),
    (Rule.SCHWA,),
    (Rule.WEAK_E,),
    (Rule.WITHOUT_ARTICLE,),
    (Rule.VOICELESS,),
    (Rule.WITHOUT_N, Rule.SCHWA),
    (Rule.WITHOUT_N, Rule.VOICELESS),
    (Rule.HARD_G,),
    (Rule.WITHOUT_N, Rule.HARD_G),
    (Rule.SCHWA, Rule.VOICELESS),
    (Rule.WITHOUT_N, Rule.SCHWA, Rule.VOICELESS),
)


def variants(bases: Sequence[Words]) -> Iterator[Variant]:
    """Yield the pronunciations given, then what the rules make of each, the most usual first; each sound once."""
    # A rule that changes nothing alone changes nothing together with others.
    alone = [{rule: said for rule, apply in _APPLY.items() if (said := apply(words)) != words} for words in bases]
    seen: set[Phones] = set()
    for rules in ((), *_ORDER):
        for given, words in enumerate(bases):
            if not all(rule in alone[given] for rule in rules):
                continue
            first = alone[given][rules[0]] if rules else words
            changed = reduce(lambda said, rule: _APPLY[rule](said), rules[1:], first)
            phones = flat(changed)
            if phones and phones not in seen:
                seen.add(phones)
                yield Variant(changed, given, rules)


def flat(words: Words) -> Phones:
    """Return the phones of all words in a row, as they are said without a pause.

    A consonant that ends one word and starts the next is said once; after a voiceless one, v, z and ɣ are voiceless.
    """
    phones: list[str] = []
    for word in filter(None, words):
        first = _VOICELESS.get(word[0], word[0]) if phones and phones[-1] in _VOICELESS_CONSONANTS else word[0]
        if not (phones and phones[-1] == first and first in CONSONANTS):
            phones.append(first)
        phones += word[1:]
    return tuple(phones)


def without_n(words: Words) -> Words:
    """Leave the n of -ən out at the end of words and of their parts: Veenendaal, not Drenthe or Purmerend."""
    return tuple(_without_n(word) for word in words)


def _without_n(word: Phones) -> Phones:
    if "n" not in word:
        return word
    # Three phones at least before it: "den" and "een" keep theirs.
    left_out = {at for at in range(3, len(word)) if word[at - 1 : at + 1] == ("ə", "n") and _ends_part(word, at)}
    return tuple(phone for at, phone in enumerate(word) if at not in left_out)


def _ends_part(word: Phones, at: int) -> bool:
    """Say whether what follows can start another part of a compound: any consonant, t and d before a full vowel."""
    follows = word[at + 1 : at + 3]
    if not follows or follows[0] in VOWELS:
        return not follows
    return follows[0] not in "td" or (len(follows) > 1 and follows[1] in VOWELS and follows[1] != "ə")


def with_schwa(words: Words) -> Words:
    """Put a schwa between l or r and a lip or back consonant (after r also n) that no vowel follows."""
    return tuple(_with_schwa(word) for word in words)


def _with_schwa(word: Phones) -> Phones:
    if "l" not in word and "r" not in word:
        return word
    said: list[str] = []
    for at, phone in enumerate(word):
        before = word[at - 1] if at >= 2 else ""
        closes = at + 1 == len(word) or word[at + 1] in CONSONANTS
        splits = phone in {"l": _AFTER_L, "r": _AFTER_R}.get(before, ())
        if splits and closes and word[at - 2] in VOWELS and word[at - 2] != "ə":
            said.append("ə")
        said.append(phone)
    return tuple(said)


def weak_e(words: Words) -> Words:
    """Say the ɛ of an end in -el, -em, -en or -er as ə, in words of more than one syllable."""
    return tuple(_weak_e(word) for word in words)


def _weak_e(word: Phones) -> Phones:
    weak = len(word) > 2 and word[-2] == "ɛ" and word[-1] in "lmnr" and any(phone in VOWELS for phone in word[:-2])
    return (*word[:-2], "ə", word[-1]) if weak else word


def hard_g(words: Words) -> Words:
    """Say ɣ as x."""
    return tuple(tuple("x" if phone == "ɣ" else phone for phone in word) for word in words)


def voiceless(words: Words) -> Words:
    """Say v, z and ɣ as f, s and x."""
    return tuple(tuple(_VOICELESS.get(phone, phone) for phone in word) for word in words)


def without_article(words: Words) -> Words:
    """Leave a first word that is 's or des out: 's-Hertogenbosch is also Hertogenbosch."""
    return words[1:] if len(words) > 1 and words[0] in (("s",), ("d", "ɛ", "s"), ("ə", "s")) else words


_APPLY: dict[Rule, Callable[[Words], Words]] = {
    Rule.WITHOUT_N: without_n,
    Rule.SCHWA: with_schwa,
    Rule.WEAK_E: weak_e,
    Rule.HARD_G: hard_g,
    Rule.VOICELESS: voiceless,
    Rule.WITHOUT_ARTICLE: without_article,
}
