"""How hard it is to take one phone for another on the telephone: 0 for the same, 1 for two that nobody mixes up.

Vowels are as far apart as their formants on the Bark scale (Traunmueller, JASA 88, 1990). The formants are the averages
of 50 men (Pols, Tromp and Plomp, Frequency analysis of Dutch vowels from 50 male speakers, JASA 53, 1973); diphthongs
go from one to another. Consonants are as far apart as their features; on a telephone voice and place are heard badly,
manner well (Miller and Nicely, JASA 27, 1955).
"""

from functools import cache
from math import dist

from veertien.gazetteer import PHONES
from veertien.gazetteer.phones import VOWELS

# First and second formant in hertz.
_FORMANTS = {
    "i": (294, 2208), "ɪ": (388, 2003), "eː": (407, 2017), "ɛ": (583, 1725), "aː": (795, 1301), "ɑ": (679, 1051),
    "ɔ": (523, 866), "oː": (487, 911), "u": (339, 810), "y": (305, 1730), "ʏ": (438, 1498), "øː": (443, 1497),
}  # fmt: skip
_GLIDES = {"ɛi": ("ɛ", "i"), "œy": ("ʏ", "y"), "ʌu": ("ɑ", "u"), "ɔː": ("ɔ", "ɔ"), "ə": ("ʏ", "ʏ")}
_LONG = frozenset(("aː", "eː", "oː", "øː", "ɔː", "ɛi", "œy", "ʌu"))
_BARK_OF_ANOTHER_VOWEL = 4.5
_LENGTH, _WEAK = 0.2, 0.1

# Manner, place, voice.
_FEATURES = {
    "p": "plosive labial -", "b": "plosive labial +", "t": "plosive front -", "d": "plosive front +",
    "k": "plosive back -", "ɡ": "plosive back +", "f": "fricative labial -", "v": "fricative labial +",
    "s": "sibilant front -", "z": "sibilant front +", "ʃ": "sibilant palate -", "x": "fricative back -",
    "ɣ": "fricative back +", "h": "breath throat +", "m": "nasal labial +", "n": "nasal front +", "ŋ": "nasal back +",
    "l": "liquid front +", "r": "liquid back +", "j": "glide palate +", "ʋ": "glide labial +",
}  # fmt: skip
_MANNER, _PLACE, _VOICE = 0.6, 0.3, 0.1
_GLIDE_OF = {("j", "i"): 0.4, ("j", "ɪ"): 0.5, ("ʋ", "u"): 0.4, ("ʋ", "y"): 0.5}
# How much is lost where a phone is left out. What is short, soft or often unsaid in Dutch costs little.
_UNSAID = {"ə": 0.35, "h": 0.3, "n": 0.35, "r": 0.35, "t": 0.4, "d": 0.4, "j": 0.4, "ʋ": 0.5, "s": 0.7, "z": 0.7}
_UNSAID_CONSONANT, _UNSAID_VOWEL = 0.55, 0.9


def unsaid(phone: str) -> float:
    """Return the cost of a phone that one of two names has and the other hasn't."""
    return _UNSAID.get(phone, _UNSAID_VOWEL if phone in VOWELS else _UNSAID_CONSONANT)


@cache
def substituted(one: str, other: str) -> float:
    """Return the cost of hearing one phone for another, the same in both directions."""
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return min(1.0, _vowels(one, other))
    if one in VOWELS or other in VOWELS:
        return _GLIDE_OF.get((one, other), _GLIDE_OF.get((other, one), 1.0))
    (manner, place, voice), (manner2, place2, voice2) = _FEATURES[one].split(), _FEATURES[other].split()
    return (manner != manner2) * _MANNER + (place != place2) * _PLACE + (voice != voice2) * _VOICE


def costs() -> tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]:
    """Return the costs of all pairs of phones and of every phone unsaid, in the order of `PHONES`."""
    return tuple(tuple(substituted(a, b) for b in PHONES) for a in PHONES), tuple(map(unsaid, PHONES))


def _vowels(one: str, other: str) -> float:
    apart = sum(dist(a, b) for a, b in zip(_path(one), _path(other), strict=True)) / 2
    weak = ("ə" in (one, other)) * _WEAK
    return apart / _BARK_OF_ANOTHER_VOWEL + ((one in _LONG) != (other in _LONG)) * _LENGTH + weak


def _path(vowel: str) -> tuple[tuple[float, float], tuple[float, float]]:
    start, end = _GLIDES.get(vowel, (vowel, vowel))
    return _bark(_FORMANTS[start]), _bark(_FORMANTS[end])


def _bark(formants: tuple[int, int]) -> tuple[float, float]:
    first, second = (26.81 * hertz / (1960 + hertz) - 0.53 for hertz in formants)
    return first, second
