"""Names of the gazetteer as phrases."""

from veertien import gazetteer
from veertien.speech.phrases import national_phrases, phrases_of

COUNTRY = gazetteer.load()


def test_a_village_has_the_key_of_its_municipality() -> None:
    phrases = phrases_of(COUNTRY.names_of("GM0420"))
    keys = {phrase.text: phrase.key for phrase in phrases}
    assert {"Medemblik", "Wognum", "Wervershoof"} <= keys.keys()
    assert set(keys.values()) == {"GM0420"}


def test_spellings_of_one_name_become_one_phrase() -> None:
    twice = COUNTRY.names_of("GM0420") * 2
    assert phrases_of(twice) == phrases_of(COUNTRY.names_of("GM0420"))


def test_the_country_has_every_municipality_and_no_village() -> None:
    phrases = national_phrases(COUNTRY)
    assert {phrase.key for phrase in phrases} == set(COUNTRY.municipalities)
    assert "Wognum" not in {phrase.text for phrase in phrases}


def test_a_municipality_is_likelier_than_its_villages() -> None:
    weights = {phrase.text: phrase.weight for phrase in phrases_of(COUNTRY.names_of("GM0420"))}
    assert weights["Medemblik"] == 1.0 > weights["Wognum"] > 0
