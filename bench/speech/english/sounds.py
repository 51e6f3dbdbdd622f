"""Dutch names in American English phones: espeak-ng's IPA and a list of corrections, mapped to ARPAbet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from veertien.speech import Espeak

Phones = tuple[str, ...]

MAX_VARIANTS = 6
CORRECTIONS = Path(__file__).with_name("corrections.tsv")

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
_SIGN = re.compile("|".join(sorted(_EN_US, key=len, reverse=True)))
# English h stands before vowels alone; elsewhere a Dutch ch or g is heard better as G, so that both are listened for.
_CH_BEFORE_NO_VOWEL = re.compile(r"[xɣχ](?![aeiouyɑɛɪɔəœøʏɵʌʊæ])")
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
_NOT_SPOKEN = re.compile(r"\([^)]*\)|[ˈˌ‿]")
_MUTE_H = re.compile(r"\brh")
_FINAL_N = re.compile(r"ən\b")

SPEECH_PHONES: Phones = tuple(sorted({phone for phones in _EN_US.values() for phone in phones.split()}))
"""Every phone that a Dutch sound is mapped to."""


class EnglishPronouncer:
    """Says how a Dutch text sounds, in phones of en-us."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak = espeak
        self._corrections = _load_corrections()

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        """Give every pronunciation to listen for, the likeliest first.

        Raises ValueError for a text that leaves nothing to pronounce.
        """
        found: dict[Phones, None] = {}
        for ipa in self._ipa(text):
            for variant in (ipa, _FINAL_N.sub("ə", ipa)):
                found.update(dict.fromkeys((_nearest(variant), _nearest(_CH_BEFORE_NO_VOWEL.sub("ɡ", variant)))))
        kept = tuple(phones for phones in found if phones)[:MAX_VARIANTS]
        if not kept:
            raise ValueError(f"nothing in {text[:40]!r} can be pronounced; write it as Dutch words")
        return kept

    def _ipa(self, text: str) -> list[str]:
        spoken = _NOT_SPOKEN.sub(" ", text).strip()
        words = [word for word in re.split(r"[\s\-]+", spoken) if any(map(str.isalnum, word))]
        if not words:
            raise ValueError(f"nothing in {text[:40]!r} can be pronounced; write it as Dutch words")
        if not any(word.casefold() in self._corrections for word in words):
            # As a whole: espeak-ng reduces small words (de, van, het) only inside a phrase.
            return [self._of_espeak(" ".join(words))]
        by_word = [self._corrections.get(word.casefold()) or (self._of_espeak(word),) for word in words]
        return [" ".join(choice) for choice in product(*by_word)]

    def _of_espeak(self, text: str) -> str:
        ipa = _LANGUAGE_SWITCH.sub("", self._espeak.phonemes(text, "nl"))
        return _MUTE_H.sub("r", _NOT_SPOKEN.sub("", ipa))


def _nearest(ipa: str) -> Phones:
    phones = [phone for sign in _SIGN.findall(ipa) for phone in _EN_US[sign].split()]
    return tuple(phone for phone, before in zip(phones, [None, *phones], strict=False) if phone != before)


def _load_corrections() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in CORRECTIONS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, ipa = line.split("\t")
            found[word] = (*found.get(word, ()), _NOT_SPOKEN.sub("", ipa))
    return found
