"""IPA as espeak-ng and the gruut lexicon write it, taken to the phones of Dutch word by word.

Both write sounds as the spelling has them ("Egmond" with d, "Rhoon" with h); what Dutch does to obstruents everywhere
is made good here: voiceless at the end of a word and beside a voiceless one (Booij, The Phonology of Dutch, 1995,
chapter 3).
"""

import re

from veertien.gazetteer import Phones, nearest_phones
from veertien.gazetteer.pronunciations import Words

_VOICELESS_OF = {"b": "p", "d": "t", "v": "f", "z": "s", "ɣ": "x"}
_VOICELESS = frozenset("ptkfsxʃ")
_FRICATIVES = frozenset("vzɣ")
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
# The ui of huis is œː with y or ʏ behind it; where that is missing, the entry is broken.
_BROKEN = re.compile(r"œː(?![yʏ])")


def words_of_ipa(ipa: str) -> Words:
    """Take IPA with spaces between words to the nearest phones, as Dutch says them."""
    words = (_as_said(nearest_phones(word)) for word in _LANGUAGE_SWITCH.sub("", ipa).split())
    return tuple(word for word in words if word)


def word_of_gruut(phonemes: str) -> Phones:
    """Take one entry of gruut's lexicon, phonemes with spaces between, to phones; none for a broken entry."""
    ipa = phonemes.replace(" ", "")
    return () if _BROKEN.search(ipa) else _as_said(nearest_phones(ipa))


def _as_said(word: Phones) -> Phones:
    if word[:2] == ("r", "h"):
        word = ("r", *word[2:])
    # Espeak-ng writes the end of "zee" + "meer" with ɪ.
    said = ["eː" if word[at:] == ("ɪ", "r") and at else phone for at, phone in enumerate(word)]
    # From the end, so that a voiceless end spreads: "gd" at the end of a word becomes x t.
    for at in reversed(range(len(said))):
        if at + 1 == len(said) or said[at + 1] in _VOICELESS:
            said[at] = _VOICELESS_OF.get(said[at], said[at])
    for at in range(1, len(said)):
        if said[at - 1] in _VOICELESS and said[at] in _FRICATIVES:
            said[at] = _VOICELESS_OF[said[at]]
    return tuple(phone for phone, before in zip(said, [None, *said], strict=False) if phone != before)
