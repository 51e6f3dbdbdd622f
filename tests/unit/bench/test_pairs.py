"""Pairs of names that are told apart, from near to far."""

from collections import Counter

import pytest

from bench.speech.groups import area_groups
from bench.speech.pairs import FEW_IN_AREA_CODES, Pair, pairs
from veertien.speech import EspeakOnDemand
from veertien.speech.sounds.pronunciation import dutch_pronouncer

pytestmark = pytest.mark.slow

MOST = 5


@pytest.fixture(scope="module")
def chosen() -> list[Pair]:
    """Those of some area codes from all over the country."""
    with EspeakOnDemand() as espeak:
        return pairs(area_groups()[::4], dutch_pronouncer(espeak), MOST)


def test_they_go_from_near_to_far_and_none_sounds_the_same(chosen: list[Pair]) -> None:
    distances = [pair.distance for pair in chosen]
    assert distances == sorted(distances)
    assert 0 < distances[0] < 0.6
    assert distances[-1] > 4


def test_each_bin_has_as_many_as_are_asked_for_where_there_are_so_many(chosen: list[Pair]) -> None:
    counts = Counter(pair.bin for pair in chosen)
    assert max(counts.values()) == counts[2.0] == counts[4.0] == MOST


def test_both_names_are_listened_for_and_lead_to_different_municipalities(chosen: list[Pair]) -> None:
    for pair in chosen:
        assert pair.one.key != pair.other.key
        assert {pair.one, pair.other} <= set(pair.spec().phrases)


def test_a_grammar_can_be_had_without_the_other_name(chosen: list[Pair]) -> None:
    for pair in chosen:
        left = pair.spec(but=pair.other).phrases
        assert set(pair.spec().phrases) - set(left) == {pair.other}


def test_near_names_from_elsewhere_are_put_beside_those_of_an_area_code(chosen: list[Pair]) -> None:
    near = [pair for pair in chosen if pair.distance < FEW_IN_AREA_CODES]
    assert any([phrase.key for phrase in pair.phrases].count(pair.other.key) == 1 for pair in near)
