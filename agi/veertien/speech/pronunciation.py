"""How a name sounds: text to IPA (espeak-ng and a list of corrections), IPA to the phones of an acoustic model.

Two seams, so that model and pronunciation can be replaced apart from the rest: a `PhoneSet` belongs to an acoustic
model, a `Pronouncer` gives every pronunciation that is to be recognised for a text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from types import MappingProxyType
from typing import Protocol

from veertien.speech.espeak import Espeak

Phones = tuple[str, ...]
"""One pronunciation, in phones of an acoustic model."""

MAX_VARIANTS = 6
"""Most pronunciations kept for one text: more of them cost time and make names alike."""


class PronunciationError(ValueError):
    """A text that leaves nothing to pronounce; the message names it."""


class PhoneSet(Protocol):
    """The phones of one acoustic model."""

    def from_ipa(self, ipa: str) -> tuple[Phones, ...]:
        """Map IPA to the nearest phones of the model: several ways where none is near, the best first.

        Stress, spaces and signs that stand for no sound are dropped.
        """
        ...

    @property
    def speech_phones(self) -> Phones:
        """Every phone of the model that is speech, for a loop that fits anything said."""
        ...


class Pronouncer(Protocol):
    """Whatever can say how a text sounds."""

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        """Give every pronunciation to listen for, at least one, the likeliest first.

        Raises PronunciationError when nothing in `text` can be pronounced.
        """
        ...


# Dutch sounds and the American English phones (ARPAbet) nearest to them, long signs before short ones.
_EN_US = {
    "tʃ": "CH", "dʒ": "JH", "ʌʊ": "AW", "ɛɪ": "EY", "œy": "AW", "aːj": "AY", "oːj": "OY", "aːɪ": "AY", "oːɪ": "OY",
    "eːʊ": "EY UW", "iʊ": "IY UW", "yʊ": "UW",
    "aː": "AA", "eː": "EY", "oː": "OW", "øː": "ER", "iː": "IY", "uː": "UW", "yː": "UW", "ɔː": "AO", "ɛː": "EH",
    "œː": "ER", "ɪː": "IH",
    "ɑ": "AA", "a": "AA", "ɛ": "EH", "e": "EY", "ɪ": "IH", "i": "IY", "ɔ": "AO", "o": "OW", "u": "UW", "y": "UW",
    "ʏ": "UH", "ɵ": "UH", "œ": "AH", "ø": "ER", "ə": "AH", "ʌ": "AH", "ʊ": "UH", "æ": "AE", "ɐ": "AH",
    "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "c": "K", "ɡ": "G", "g": "G", "f": "F", "v": "V", "s": "S",
    "z": "Z", "ʃ": "SH", "ʒ": "ZH", "x": "HH", "ɣ": "HH", "χ": "HH", "h": "HH", "ɦ": "HH", "m": "M", "n": "N",
    "ŋ": "NG", "ɲ": "N Y", "l": "L", "r": "R", "ɹ": "R", "ʁ": "R", "ɾ": "R", "ʋ": "W", "w": "W", "j": "Y",
    "θ": "TH", "ð": "DH",
}  # fmt: skip


_EN_US_SIGN = re.compile("|".join(sorted(_EN_US, key=len, reverse=True)))
_EN_US_PHONES: Phones = tuple(sorted({phone for phones in _EN_US.values() for phone in phones.split()}))

# English h stands before vowels alone. Elsewhere a Dutch ch or g is heard better as G: of 12 synthetic callers who say
# Drechterland 9 are understood then, 2 with HH; other names do a little worse, so that both are listened for.
_CH_BEFORE_NO_VOWEL = re.compile(r"[xɣχ](?![aeiouyɑɛɪɔəœøʏɵʌʊæ])")


@dataclass(frozen=True, slots=True)
class EnglishPhones:
    """The phones of the en-us model that comes with PocketSphinx, as stand-ins for Dutch ones."""

    def from_ipa(self, ipa: str) -> tuple[Phones, ...]:
        """See `PhoneSet.from_ipa`. A sound written twice in a row is one sound, as Dutch has no long consonants."""
        return tuple(dict.fromkeys((_nearest(ipa), _nearest(_CH_BEFORE_NO_VOWEL.sub("ɡ", ipa)))))

    @property
    def speech_phones(self) -> Phones:
        """See `PhoneSet.speech_phones`."""
        return _EN_US_PHONES


def _nearest(ipa: str) -> Phones:
    phones = [phone for sign in _EN_US_SIGN.findall(ipa) for phone in _EN_US[sign].split()]
    return tuple(phone for phone, before in zip(phones, [None, *phones], strict=False) if phone != before)


_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
_NOT_SPOKEN = re.compile(r"\([^)]*\)|[ˈˌ‿]")
_MUTE_H = re.compile(r"\brh")
_FINAL_N = re.compile(r"ən\b")


class EspeakPronouncer:
    """Dutch pronunciations by espeak-ng's rules, after the package's own list of corrections (a first `Pronouncer`)."""

    def __init__(self, espeak: Espeak, phone_set: PhoneSet, corrections: Mapping[str, tuple[str, ...]]) -> None:
        """`corrections` maps a word in lower case to its IPA pronunciations; see `load_corrections`."""
        self._espeak = espeak
        self._phone_set = phone_set
        self._corrections = corrections

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        """See `Pronouncer.pronunciations`: with and without the n of a final -en, a part in brackets left unsaid.

        Raises EspeakError for a text too long to pronounce.
        """
        found: dict[Phones, None] = {}
        for ipa in self._ipa(text):
            for variant in (ipa, _FINAL_N.sub("ə", ipa)):
                found.update(dict.fromkeys(self._phone_set.from_ipa(variant)))
        kept = tuple(phones for phones in found if phones)[:MAX_VARIANTS]
        if not kept:
            raise PronunciationError(f"nothing in {text[:40]!r} can be pronounced; write it as Dutch words")
        return kept

    def _ipa(self, text: str) -> list[str]:
        spoken = _NOT_SPOKEN.sub(" ", text).strip()
        words = [word for word in re.split(r"[\s\-]+", spoken) if any(map(str.isalnum, word))]
        if not words:
            raise PronunciationError(f"nothing in {text[:40]!r} can be pronounced; write it as Dutch words")
        if not any(word.casefold() in self._corrections for word in words):
            # As a whole: espeak-ng reduces small words (de, van, het) only inside a phrase.
            return [self._of_espeak(" ".join(words))]
        by_word = [self._corrections.get(word.casefold()) or (self._of_espeak(word),) for word in words]
        return [" ".join(choice) for choice in product(*by_word)]

    def _of_espeak(self, text: str) -> str:
        ipa = _LANGUAGE_SWITCH.sub("", self._espeak.phonemes(text, "nl"))
        return _MUTE_H.sub("r", _NOT_SPOKEN.sub("", ipa))


def load_corrections() -> Mapping[str, tuple[str, ...]]:
    """Load the package's corrections of espeak-ng: word in lower case to its IPA pronunciations, without stress."""
    found: dict[str, tuple[str, ...]] = {}
    text = files("veertien.speech").joinpath("data", "pronunciations.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, ipa = line.split("\t")
            found[word] = (*found.get(word, ()), _NOT_SPOKEN.sub("", ipa))
    return MappingProxyType(found)
