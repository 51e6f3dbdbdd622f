"""Names to the phones of the en-us model."""

from collections.abc import Iterator
from pathlib import Path

import pocketsphinx
import pytest

from veertien import gazetteer
from veertien.speech.espeak import Espeak
from veertien.speech.pronunciation import (
    MAX_VARIANTS,
    EnglishPhones,
    EspeakPronouncer,
    PronunciationError,
    load_corrections,
)


@pytest.fixture(scope="module")
def pronouncer() -> Iterator[EspeakPronouncer]:
    with Espeak() as espeak:
        yield EspeakPronouncer(espeak, EnglishPhones(), load_corrections())


def said(pronouncer: EspeakPronouncer, text: str) -> list[str]:
    return [" ".join(phones) for phones in pronouncer.pronunciations(text)]


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("hˈɔːrn", "HH AO R N"),
        ("tˌɪtʃərk", "T IH CH AH R K"),
        ("lˈeʊɑrdən", "L EY UH AA R D AH N"),
        ("ˈɔss", "AO S"),
        ("aːn dˈɛn rˈɛɪn", "AA N D EH N R EY N"),
        ("", ""),
    ],
)
def test_each_dutch_sound_has_its_nearest_phone(ipa: str, phones: str) -> None:
    assert " ".join(EnglishPhones().from_ipa(ipa)[0]) == phones


def test_a_ch_without_a_vowel_behind_it_is_also_heard_as_g() -> None:
    assert EnglishPhones().from_ipa("ɑxt") == (("AA", "HH", "T"), ("AA", "G", "T"))
    assert EnglishPhones().from_ipa("xoːr") == (("HH", "OW", "R"),)


def test_the_phones_are_the_speech_phones_of_the_model() -> None:
    definition = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text("utf-8")
    known = {phone for line in definition.splitlines() for phone in line.split()[1:]}
    assert set(EnglishPhones().speech_phones) <= known
    assert len(EnglishPhones().speech_phones) == len(known)


@pytest.mark.parametrize(
    ("name", "phones"),
    [
        ("Wervershoof", "W EH R V AH R S HH OW F"),
        ("Alphen", "AA L F AH N"),
        ("ALPHEN-Chaam", "AA L F AH N K AA M"),
        ("Almere", "AA L M EY R AH"),
        ("Oss", "AO S"),
        ("Rhoon", "R OW N"),
    ],
)
def test_what_espeak_gets_wrong_is_corrected(pronouncer: EspeakPronouncer, name: str, phones: str) -> None:
    assert said(pronouncer, name)[0] == phones


def test_a_final_n_may_be_left_unsaid(pronouncer: EspeakPronouncer) -> None:
    assert said(pronouncer, "Venhuizen") == ["V EH N HH AW Z AH N", "V EH N HH AW Z AH"]


def test_a_word_with_two_pronunciations_has_both(pronouncer: EspeakPronouncer) -> None:
    assert {"G AO R K AH M", "HH AO R K AH M"} & set(said(pronouncer, "Gorinchem"))
    assert "HH OW R IH NG K AH M" not in said(pronouncer, "Gorinchem")
    assert "HH OW R IH N HH AH M" in said(pronouncer, "Gorinchem")


def test_what_stands_in_brackets_is_not_said(pronouncer: EspeakPronouncer) -> None:
    assert said(pronouncer, "Bergen (NH.)") == said(pronouncer, "Bergen")


@pytest.mark.parametrize("text", ["", "(NH.)", "'-'", "…", "\x01"])
def test_a_text_without_words_is_refused(pronouncer: EspeakPronouncer, text: str) -> None:
    with pytest.raises(PronunciationError, match="can be pronounced"):
        pronouncer.pronunciations(text)


def test_every_name_of_the_country_can_be_pronounced(pronouncer: EspeakPronouncer) -> None:
    names = gazetteer.load()
    speech = set(EnglishPhones().speech_phones)
    for code in names.municipalities:
        for name in names.names_of(code):
            found = pronouncer.pronunciations(name.text)
            assert 1 <= len(found) <= MAX_VARIANTS
            assert all(speech.issuperset(phones) for phones in found)


def test_corrections_are_ipa_that_the_model_knows() -> None:
    for word, pronunciations in load_corrections().items():
        assert word == word.casefold()
        for ipa in pronunciations:
            assert len(EnglishPhones().from_ipa(ipa)[0]) >= 2
