"""Phones as espeak-ng's Dutch voice writes them, so that it can say a pronunciation instead of a spelling."""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.gazetteer import Phones
from veertien.gazetteer.phones import FULL_VOWELS
from veertien.gazetteer.pronunciations import Stress, Words

# Where the name is another than the phone's sign; from the Dutch phoneme table of espeak-ng 1.52.
_MNEMONICS: Mapping[str, str] = MappingProxyType(
    {
        "ɑ": "A", "aː": "a:", "ɛ": "E", "eː": "e:", "ɪ": "I", "ɔ": "O", "ɔː": "O:", "oː": "o:", "ʏ": "8", "øː": "Y:",
        "ə": "@", "ɛi": "EI", "œy": "Wy", "ʌu": "VU", "ɡ": "g", "ʃ": "S", "ɣ": "Q", "ŋ": "N", "ʋ": "v#",
    }
)  # fmt: skip
_STRESS, _BREAK, _NEW_WORD = "'", "|", " "


def mnemonics(words: Words, stress: Stress) -> str:
    """Write a pronunciation in espeak-ng's phoneme mnemonics; `stress` has an entry for each word."""
    return _NEW_WORD.join(map(_word, words, stress))


def _word(word: Phones, stress: int | None) -> str:
    full = [at for at, phone in enumerate(word) if phone in FULL_VOWELS]
    stressed = full[stress] if stress is not None and stress < len(full) else None
    written = (_STRESS * (at == stressed) + _MNEMONICS.get(phone, phone) for at, phone in enumerate(word))
    # The break keeps e and i apart where they are two sounds.
    return _BREAK.join(written)
