"""Which syllables are stressed."""

import pytest

from veertien.gazetteer.pronunciations import Stress, parse_words
from veertien.speech.sounds.stress import stress_of


@pytest.mark.parametrize(
    ("ipa", "stress", "why"),
    [
        ("ɛnsxədeː", (0,), "Enschede, reviewed"),
        ("ɑlkmaːr", (1,), "Alkmaar, reviewed"),
        ("ɑləkmaːr", (1,), "a rule has put a schwa into it"),
        ("ɑlfən aːn dən rɛin", (0, None, None, 0), "small words are weak"),
        ("ɑlkmaːr hoːrn", (1, 0), "word by word"),
        ("sɑləmɑndɛr", (0,), "not reviewed: the first full vowel"),
    ],
)
def test_pronunciations_are_stressed_as_reviewed(ipa: str, stress: Stress, why: str) -> None:
    assert stress_of(parse_words(ipa)) == stress, why
