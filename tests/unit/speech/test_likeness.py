"""How alike names sound."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.gazetteer import PHONES, Confidence, Name, NameKind, Phones, parse_ipa
from veertien.gazetteer.pronunciations import collect, parse_words
from veertien.speech.sounds.alike import alike
from veertien.speech.sounds.lexicon import Lexicon
from veertien.speech.sounds.likeness import confusion, distance, distances
from veertien.speech.sounds.phone_costs import costs, substituted, unsaid
from veertien.speech.sounds.pronunciation import DutchPronouncer

pronunciations = st.lists(st.sampled_from(PHONES), max_size=7).map(tuple)


def apart(one: str, other: str) -> float:
    return distance(parse_ipa(one), parse_ipa(other))


def edit_distance(one: Phones, other: Phones) -> float:
    """The definition, without tables."""
    if not one or not other:
        return sum(map(unsaid, one + other))
    return min(
        edit_distance(one[1:], other) + unsaid(one[0]),
        edit_distance(one, other[1:]) + unsaid(other[0]),
        edit_distance(one[1:], other[1:]) + substituted(one[0], other[0]),
    )


def test_costs_are_a_symmetric_table_from_0_to_1() -> None:
    between, left_out = costs()
    for at, row in enumerate(between):
        assert row[at] == 0
        assert all(0 < cost <= 1 for to, cost in enumerate(row) if to != at)
        assert all(row[to] == between[to][at] for to in range(len(PHONES)))
    assert all(0 < cost <= 1 for cost in left_out)


@given(
    st.lists(st.sampled_from(PHONES), max_size=4).map(tuple), st.lists(st.sampled_from(PHONES), max_size=4).map(tuple)
)
def test_the_distance_is_the_cheapest_way_from_one_to_the_other(one: Phones, other: Phones) -> None:
    assert distance(one, other) == pytest.approx(edit_distance(one, other))


@given(st.lists(st.tuples(pronunciations, pronunciations), max_size=5))
def test_many_pairs_together_are_each_as_far_apart_as_alone(pairs: list[tuple[Phones, Phones]]) -> None:
    assert distances(pairs) == pytest.approx([distance(one, other) for one, other in pairs])


@given(pronunciations, pronunciations)
def test_the_distance_is_the_same_both_ways(one: Phones, other: Phones) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one))


def test_what_sounds_more_alike_is_nearer() -> None:
    assert apart("ˈoːs.tər.hʌut", "oːstərhʌut") == 0
    assert apart("vɛldən", "fɛldən") < apart("vɛldən", "hɛldən") < apart("vɛldən", "meːdəmblɪk")
    assert apart("dɔrst", "hɔrst") < apart("dɔrst", "breːdaː")
    assert apart("hoːrn", "hoːrən") < apart("hoːrn", "hoːrstə")


def test_the_share_of_confused_callers_falls_with_distance() -> None:
    shares = [confusion(tenths / 10) for tenths in range(40)]
    assert shares[0] == 1
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.001


class TestAlike:
    VENLO = Name("Velden", NameKind.PLACE, "GM0983", ("077",), "nl", Confidence.HIGH)
    HELDEN = replace(VENLO, text="Helden", municipality="GM1894")
    AGAIN = replace(VENLO, text="Velden", municipality="GM1894")
    SAME_TOWN = replace(VENLO, text="Velde")
    FAR = replace(VENLO, text="Roermond", municipality="GM0957")
    KNOWN = collect(
        (name, parse_words(ipa))
        for name, ipa in (("Velden", "vɛldən"), ("Helden", "hɛldən"), ("Velde", "vɛldə"), ("Roermond", "rurmɔnt"))
    )

    @pytest.fixture
    def pronouncer(self) -> DutchPronouncer:
        class Silent:
            def phonemes(self, text: str, voice: str = "nl") -> str:
                raise AssertionError(f"{text} is known")

        return DutchPronouncer(collect([]), self.KNOWN, Lexicon([]), Silent())

    def test_only_names_of_different_municipalities_cost_anything(self, pronouncer: DutchPronouncer) -> None:
        assert alike([self.VENLO, self.SAME_TOWN, self.FAR], pronouncer, 0.05) == ()

    def test_the_worst_pair_comes_first(self, pronouncer: DutchPronouncer) -> None:
        found = alike([self.VENLO, self.HELDEN, self.AGAIN, self.FAR], pronouncer, 0.05)
        assert [(pair.one.municipality, pair.other.text) for pair in found] == [
            ("GM0983", "Velden"),
            ("GM0983", "Helden"),
        ]
        assert (found[0].share, found[1].share) == (1, confusion(apart("vɛldən", "hɛldən")))
