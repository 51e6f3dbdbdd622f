"""Phones in espeak-ng's own writing."""

import numpy as np
import pytest

from veertien.gazetteer import PHONES
from veertien.gazetteer.pronunciations import parse_words
from veertien.speech.dictionary_ipa import words_of
from veertien.speech.espeak import Espeak, EspeakOnDemand
from veertien.speech.mnemonics import mnemonics


@pytest.mark.parametrize(
    ("ipa", "written"),
    [
        ("meːdəmblɪk", "m|'e:|d|@|m|b|l|I|k"),
        ("dən haːx", "d|@|n h|'a:|x"),
        ("s ɛrtoːɣə", "s 'E|r|t|o:|Q|@"),
        ("ɛ.i", "'E|i"),
    ],
)
def test_each_word_is_stressed_on_its_first_full_vowel(ipa: str, written: str) -> None:
    assert mnemonics(parse_words(ipa)) == written


def test_nothing_but_letters_and_signs_of_mnemonics_is_written() -> None:
    assert not set(mnemonics((PHONES,))) & set("[]<>&\\")


@pytest.mark.parametrize(
    "text", ["Medemblik", "Gouda", "Leiden", "Huizen", "Beukelaar", "Bussum", "Schagen", "Wijchen"]
)
def test_a_text_and_its_pronunciation_take_about_as_long_to_say(text: str) -> None:
    with Espeak() as espeak:
        as_text, hertz = espeak.synthesise(text)
        as_phones, same_hertz = espeak.pronounce(words_of(espeak.phonemes(text)))
    assert hertz == same_hertz
    assert len(as_phones) == pytest.approx(len(as_text), rel=0.15)


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
