"""Calls shared out by weight: in the right proportions, the same draw giving the same order, nobody left out."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Call, Decision, End, Tables, TrunkState, compare, draw_of, drawn, offer, shares_of

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LATER = datetime(2027, 7, 1, 12, tzinfo=UTC)
FILE = "municipalities/noord-holland.yaml"
TRUNKS = ("hoorn", "medemblik", "backup")
SEVENTY_THIRTY = ("trunk: hoorn, number: 11, weight: 70", "trunk: medemblik, number: 12, weight: 30")

Load = Callable[..., Tables]
DRAWS = st.fractions(0, 1, max_denominator=10**6).filter(lambda draw: draw < 1)


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    def load_destinations(*destinations: str, more: str = "", operator: str | None = None) -> Tables:
        rows = "".join(f"      - {{{destination}}}\n" for destination in destinations)
        files: dict[str, str] = {FILE: f"municipalities:\n  - name: Hoorn\n{more}    destinations:\n{rows}"}
        if operator:
            files["operator.yaml"] = operator
        return load_tables(write(files), names)

    return load_destinations


def decided(tables: Tables, *, down: tuple[str, ...] = (), now: datetime = NOW) -> Decision:
    return offer(tables, Call("140229", parse_caller(None, None)), now, dict.fromkeys(down, TrunkState.DOWN))


def keys(decision: Decision) -> tuple[str, ...]:
    return tuple(destination.trunk.key for destination in decision.destinations)


def test_calls_fall_to_each_in_proportion_to_its_weight(load: Load) -> None:
    decision = decided(load(*SEVENTY_THIRTY))
    # Evenly spaced draws leave nothing to chance.
    first = Counter(keys(drawn(decision, Fraction(step, 1000)))[0] for step in range(1000))
    assert first == {"hoorn": 700, "medemblik": 300}


def test_so_do_the_calls_of_a_day(load: Load) -> None:
    decision = decided(load(*SEVENTY_THIRTY))
    first = Counter(keys(drawn(decision, draw_of(f"1795445{n // 10:03}.{n}")))[0] for n in range(10_000))
    # Four standard deviations.
    assert abs(first["hoorn"] - 7000) < 184


def test_who_loses_stands_behind_as_overflow_in_an_order_drawn_likewise(load: Load) -> None:
    weights = {"hoorn": 5, "medemblik": 3, "backup": 2}
    decision = decided(load(*(f"trunk: {key}, number: 11, weight: {weight}" for key, weight in weights.items())))
    steps = 10 * 5 * 7 * 8 * 3
    seen = Counter(keys(drawn(decision, Fraction(step, steps)))[:3] for step in range(steps))
    for order in permutations(weights):
        one, two, three = (weights[key] for key in order)
        assert seen[order] == Fraction(one, 10) * Fraction(two, two + three) * steps


def test_it_stays_within_its_group(load: Load) -> None:
    tables = load(
        *("trunk: hoorn, number: 11, weight: 1", "trunk: medemblik, number: 12, weight: 1"),
        "trunk: backup, number: 13",
        *("trunk: hoorn, number: 14, weight: 1", "trunk: medemblik, number: 15, weight: 1"),
    )
    for step in range(64):
        numbers = [each.number for each in drawn(decided(tables), Fraction(step, 64)).destinations]
        assert (sorted(numbers[:2]), numbers[2], sorted(numbers[3:5])) == (["11", "12"], "13", ["14", "15"])
    # Also where what stands between two groups is down.
    for step in range(64):
        decision = drawn(decided(tables, down=("trunk-backup",)), Fraction(step, 64))
        assert sorted(each.number for each in decision.destinations[:2]) == ["11", "12"]


def test_the_operators_calls_are_shared_out_too_and_not_with_the_municipalitys(load: Load) -> None:
    operator = (
        "destinations:\n  - {trunk: operator, number: 21, weight: 1}\n  - {trunk: backup, number: 22, weight: 3}\n"
    )
    decision = decided(load(*SEVENTY_THIRTY, operator=operator))
    assert shares_of(decision.destinations) == (Fraction(7, 10), Fraction(3, 10), Fraction(1, 4), Fraction(3, 4))
    seen = {keys(drawn(decision, Fraction(step, 16))) for step in range(16)}
    assert {order[:2] for order in seen} == {("hoorn", "medemblik"), ("medemblik", "hoorn")}
    assert {order[2:] for order in seen} == {("operator", "backup"), ("backup", "operator")}


def test_one_that_is_down_leaves_its_share_to_the_others(load: Load) -> None:
    decision = decided(load(*SEVENTY_THIRTY), down=("trunk-hoorn",))
    assert shares_of(decision.destinations) == (None, None)
    assert drawn(decision, Fraction(1, 2)) == decision


def test_shares_may_change_on_a_day(load: Load) -> None:
    tables = load(
        "trunk: hoorn, number: 11, weight: 70, until: 2027-01-01",
        "trunk: hoorn, number: 11, weight: 10, from: 2027-01-01",
        "trunk: medemblik, number: 12, weight: 30",
    )
    assert shares_of(decided(tables).destinations)[0] == Fraction(7, 10)
    assert shares_of(decided(tables, now=LATER).destinations)[0] == Fraction(1, 4)


def test_the_reason_tells_the_shares_and_who_was_drawn(load: Load) -> None:
    decision = decided(load(*SEVENTY_THIRTY))
    assert decision.reason.endswith("; calls are shared out: hoorn 70 %, medemblik 30 %.")
    assert drawn(decision, Fraction(9, 10)).reason.endswith("medemblik 30 %; drawn first: medemblik.")


def test_within_a_group_each_end_leads_on_and_the_last_one_counts(load: Load) -> None:
    decision = drawn(decided(load(*SEVENTY_THIRTY, more="    overflow: [no_answer]\n")), Fraction(0))
    first, second, operator = decision.destinations
    assert (first.keeps, operator.keeps) == (frozenset(), frozenset())
    assert second.keeps == {End.BUSY, End.REJECTED, End.CONGESTION}


def test_a_destination_may_have_its_own_overflow(load: Load) -> None:
    tables = load(
        "trunk: hoorn, number: 11", "trunk: medemblik, number: 12, overflow: [busy]", more="    overflow: []\n"
    )
    assert [each.keeps for each in decided(tables).destinations] == [
        frozenset(End),
        frozenset(End) - {End.BUSY},
        frozenset(),
    ]


@given(DRAWS)
@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_draw_changes_nothing_but_the_order(load: Load, draw: Fraction) -> None:
    decision = decided(load(*SEVENTY_THIRTY, "trunk: backup, number: 13"))
    order = drawn(decision, draw)
    assert order == drawn(decision, draw)
    assert sorted(keys(order)) == sorted(keys(decision))
    assert order.destinations[2:] == decision.destinations[2:]


@given(st.text(max_size=40))
def test_any_id_gives_a_draw(call_id: str) -> None:
    assert 0 <= draw_of(call_id) < 1
    assert draw_of(call_id) == draw_of(call_id)


@pytest.mark.parametrize("draw", [Fraction(-1, 2), Fraction(1)])
def test_a_draw_lies_between_0_and_1(load: Load, draw: Fraction) -> None:
    with pytest.raises(ValueError, match="no draw"):
        drawn(decided(load(*SEVENTY_THIRTY)), draw)


def test_comparing_looks_at_the_shares_and_not_at_how_they_are_written(load: Load) -> None:
    old = load(*SEVENTY_THIRTY)
    turned = load(
        "trunk: medemblik, number: 12, weight: 3",
        "trunk: hoorn, number: 11, weight: 7",
    )
    other = load("trunk: hoorn, number: 11, weight: 60", "trunk: medemblik, number: 12, weight: 40")
    unshared = load("trunk: hoorn, number: 11", "trunk: medemblik, number: 12")
    assert compare(old, turned, NOW) == ()
    assert [change.number.dialled for change in compare(old, other, NOW)] == ["140229"]
    assert [change.number.dialled for change in compare(old, unshared, NOW)] == ["140229"]


@pytest.mark.parametrize("more", ["ring_seconds: 15", "overflow: []"])
def test_comparing_looks_at_how_long_it_rings_and_what_leads_on(load: Load, more: str) -> None:
    old, new = load("trunk: hoorn, number: 11"), load(f"trunk: hoorn, number: 11, {more}")
    assert [change.number.dialled for change in compare(old, new, NOW)] == ["140229"]
