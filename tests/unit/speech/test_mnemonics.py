"""Phones in espeak-ng's own writing."""

import numpy as np
import pytest

from veertien.gazetteer import PHONES
from veertien.gazetteer.pronunciations import Stress, parse_words
from veertien.speech.sounds.dictionary_ipa import words_of_ipa
from veertien.speech.sounds.espeak import Espeak, EspeakOnDemand
from veertien.speech.sounds.mnemonics import mnemonics


@pytest.mark.parametrize(
    ("ipa", "stress", "written"),
    [
        ("meːdəmblɪk", (0,), "m|'e:|d|@|m|b|l|I|k"),
        ("ɑlkmaːr", (1,), "A|l|k|m|'a:|r"),
        ("dən haːx", (None, 0), "d|@|n h|'a:|x"),
        ("s ɛrtoːɣə", (None, 1), "s E|r|t|'o:|Q|@"),
        ("ɛ.i", (0,), "'E|i"),
        ("dən", (0,), "d|@|n"),
    ],
)
def test_stress_is_a_full_vowels_number_in_its_word(ipa: str, stress: Stress, written: str) -> None:
    assert mnemonics(parse_words(ipa), stress) == written


def test_nothing_but_letters_and_signs_of_mnemonics_is_written() -> None:
    assert not set(mnemonics((PHONES,), (0,))) & set("[]<>&\\")


@pytest.mark.parametrize(
    "text", ["Medemblik", "Gouda", "Leiden", "Huizen", "Beukelaar", "Bussum", "Schagen", "Wijchen"]
)
def test_a_text_and_its_pronunciation_take_about_as_long_to_say(text: str) -> None:
    with Espeak() as espeak:
        as_text, hertz = espeak.synthesise(text)
        as_phones, same_hertz = espeak.pronounce(words_of_ipa(espeak.phonemes(text)))
    assert hertz == same_hertz
    assert len(as_phones) == pytest.approx(len(as_text), rel=0.15)


def test_a_pronunciation_may_stand_in_a_text() -> None:
    with Espeak() as espeak:
        alone, _ = espeak.pronounce(parse_words("hoːrn"))
        within, _ = espeak.pronounce(parse_words("hoːrn"), frame="gemeente {} alstublieft")
        brackets, _ = espeak.pronounce(parse_words("hoːrn"), frame="gemeente [[{} alstublieft")
    assert len(within) > 2 * len(alone)
    assert len(brackets) == pytest.approx(len(within), rel=0.05), "of the text's own they are not said"


def test_every_phone_is_said() -> None:
    with Espeak() as espeak:
        silence, _ = espeak.pronounce((("p",),))
        for phone in PHONES:
            samples, _ = espeak.pronounce((("ɑ", phone, "ɑ"),))
            assert np.abs(samples.astype(int)).max() > 2000
            assert len(samples) > len(silence)


def test_espeak_ng_is_opened_when_it_is_needed_and_closed_with_the_block() -> None:
    with EspeakOnDemand():
        pass
    with EspeakOnDemand() as on_demand, Espeak() as espeak:
        assert on_demand.phonemes("Hoorn") == espeak.phonemes("Hoorn") == on_demand.phonemes("Hoorn")
