"""Names of the gazetteer as phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.shipped import NAMES
from veertien.speech.grammar.phrases import national_phrases, phrases_of, priors_of


def test_a_village_has_the_key_of_its_municipality() -> None:
    phrases = phrases_of(NAMES.names_of("GM0420"))
    keys = {phrase.text: phrase.key for phrase in phrases}
    assert {"Medemblik", "Wognum", "Wervershoof"} <= keys.keys()
    assert set(keys.values()) == {"GM0420"}


def test_spellings_of_one_name_become_one_phrase() -> None:
    twice = NAMES.names_of("GM0420") * 2
    assert phrases_of(twice) == phrases_of(NAMES.names_of("GM0420"))


def test_the_country_has_every_municipality_and_its_villages() -> None:
    phrases = national_phrases(NAMES)
    assert {phrase.key for phrase in phrases} == set(NAMES.municipalities)
    assert {"Medemblik", "Wognum"} <= {phrase.text for phrase in phrases}
    assert all(0 < phrase.weight <= 1 for phrase in phrases)


def test_a_municipality_is_likelier_than_its_villages() -> None:
    weights = {phrase.text: phrase.weight for phrase in phrases_of(NAMES.names_of("GM0420"))}
    assert weights["Medemblik"] == 1.0 > weights["Wognum"] > 0


def test_names_weigh_by_the_priors_of_their_municipalities() -> None:
    names = NAMES.names_of("GM0420")
    plain, weighed = phrases_of(names), phrases_of(names, {"GM0420": 0.5})
    assert [phrase.weight for phrase in weighed] == [phrase.weight / 2 for phrase in plain]


def test_more_inhabitants_are_likelier_by_the_square_root() -> None:
    assert priors_of({"large": 90_000, "small": 10_000}) == {"large": 1.0, "small": pytest.approx(1 / 3)}


def test_a_hint_makes_four_times_as_likely() -> None:
    priors = priors_of({"large": 90_000, "small": 10_000, "other": 90_000}, {"small", "unknown"})
    assert priors["small"] / priors["large"] == pytest.approx(4 / 3)
    assert max(priors.values()) == 1.0


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), max_size=8),
    st.frozensets(st.text(max_size=3), max_size=4),
)
def test_priors_are_bounded(populations: dict[str, int], hinted: frozenset[str]) -> None:
    priors = priors_of(populations, hinted)
    assert priors.keys() == populations.keys()
    assert all(1 / 40 <= prior <= 1 for prior in priors.values())
