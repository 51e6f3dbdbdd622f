"""Reviewed pronunciations: how names and words are looked up, and what the shipped file holds."""

import pytest

from tests.unit.shipped import NAMES
from veertien.gazetteer import NameKind
from veertien.gazetteer.pronunciations import (
    Pronunciations,
    collect,
    load_pronunciations,
    parse_words,
    spoken_key,
    spoken_text,
)


@pytest.fixture(scope="module")
def reviewed() -> Pronunciations:
    return load_pronunciations()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Den Haag", "den haag"),
        ("Alphen-Chaam", "alphen chaam"),
        ("Bergen (NH.)", "bergen"),
        ("Súdwest-Fryslân", "sudwest fryslan"),
        ("’s-Hertogenbosch", "'s hertogenbosch"),
        ("'t Loo", "'t loo"),
        ("IJsselstein", "ijsselstein"),
        (" - ", ""),
        ("(NH)", ""),
    ],
)
def test_the_key_levels_case_accents_hyphens_and_brackets(text: str, key: str) -> None:
    assert spoken_key(text) == key


def test_what_sounds_different_stays_apart() -> None:
    assert spoken_key("Den Ham") != spoken_key("De Ham")
    assert spoken_key("Rhijn") != spoken_key("Rhyn")


def test_the_text_said_has_no_brackets_and_no_hyphens() -> None:
    assert spoken_text("'s-Gravenhage (ZH)") == "'s Gravenhage"


def test_a_name_keeps_the_order_of_its_pronunciations() -> None:
    found = collect([("Gorinchem", parse_words("ɣɔrkʏm")), ("gorinchem", parse_words("ɣoːrɪŋxəm"))])
    assert found.names["gorinchem"] == (parse_words("ɣɔrkʏm"), parse_words("ɣoːrɪŋxəm"))


def test_a_word_is_taken_out_of_a_longer_name() -> None:
    found = collect([("Alphen aan den Rijn", parse_words("ɑlfən aːn dən rɛin"))])
    assert found.words["alphen"] == (("ɑ", "l", "f", "ə", "n"),)
    assert "aan" not in found.words


def test_a_word_that_is_a_name_itself_has_that_name_s_pronunciation() -> None:
    found = collect([("Den Rijn", parse_words("dɛn rɛn")), ("Rijn", parse_words("rɛin"))])
    assert found.words["rijn"] == (("r", "ɛi", "n"),)


def test_words_are_not_taken_where_they_were_run_together() -> None:
    assert collect([("Den Bosch", parse_words("dɛmbɔs"))]).words == {}


def test_every_name_of_every_municipality_has_been_reviewed(reviewed: Pronunciations) -> None:
    country = NAMES
    own = {name.text for code in country.municipalities for name in country.names_of(code) if name.kind is _OWN}
    assert [name for name in own if spoken_key(name) not in reviewed.names] == []


_OWN = NameKind.MUNICIPALITY
