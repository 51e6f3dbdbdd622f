"""Dutch phones as espeak-ng's Dutch voice writes them in IPA: the signs that Dutch Piper voices were trained on."""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.gazetteer import Phones
from veertien.gazetteer.phones import FULL_VOWELS
from veertien.gazetteer.pronunciations import Stress, Words

# Where it writes another sign than `gazetteer.phones` has; from what espeak-ng 1.52 makes of words with these sounds.
_SIGNS: Mapping[str, str] = MappingProxyType({"ɛi": "ɛɪ", "ʌu": "ʌʊ", "ʏ": "ɵ", "ɔː": "oː"})
_STRESS = "ˈ"


def espeak_ipa(words: Words, stress: Stress) -> str:
    """Write a pronunciation with a stress mark before its vowel; `stress` has an entry for each word."""
    return " ".join(map(_word, words, stress))


def _word(word: Phones, stress: int | None) -> str:
    full = [at for at, phone in enumerate(word) if phone in FULL_VOWELS]
    stressed = full[stress] if stress is not None and stress < len(full) else None
    return "".join(_STRESS * (at == stressed) + _SIGNS.get(phone, phone) for at, phone in enumerate(word))
