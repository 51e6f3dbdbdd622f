"""Which syllables are stressed where a pronunciation is said aloud; the recogniser knows no stress."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from veertien.gazetteer.pronunciations import Stress, Words, load_stress
from veertien.speech.sounds.variants import variants


def stress_of(words: Words) -> Stress:
    """Say where a pronunciation is stressed: as reviewed, as a whole or word by word, else on the first full vowel."""
    known = _reviewed()
    return known.get(words) or tuple(known.get((word,), (0,))[0] for word in words)


@cache
def _reviewed() -> Mapping[Words, Stress]:
    """Give the stress of all reviewed pronunciations, of what the rules make of them, and of their words."""
    whole = load_stress()
    found: dict[Words, Stress] = {}
    for words, stress in whole.items():
        # The rules add and take away no full vowel before a stressed one, but perhaps the first word.
        for variant in variants([words]):
            found.setdefault(variant.words, stress[len(words) - len(variant.words) :])
    alone = {(word,): (at,) for words, stress in whole.items() for word, at in zip(words, stress, strict=True)}
    return MappingProxyType(alone | found)
