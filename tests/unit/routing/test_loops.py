"""A call that was put through and comes back: once to a person, then to nobody; forged signs hurt nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Call, Decision, Outcome, Tables, Trail, Turn, offer, trail_of
from veertien.routing.calls import MOST_ALIKE, MOST_PASSED, turn_of

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


@pytest.fixture
def tables(write: Callable[..., Path], names: Gazetteer) -> Tables:
    return load_tables(write({}), names)


def offered(tables: Tables, trail: Trail, dialled: str = "140229") -> Decision:
    return offer(tables, Call(dialled, parse_caller(None, None), trail=trail), NOW, {})


def test_a_call_that_comes_back_is_not_asked_again_but_gets_a_person(tables: Tables) -> None:
    assert offered(tables, Trail()).outcome is Outcome.ASK
    decision = offered(tables, Trail(("140229",)))
    assert decision.outcome is Outcome.OPERATOR
    assert decision.destinations == tables.operator
    assert decision.reason == "The operator gets the call: it was put through and came back."


def test_whichever_form_it_comes_back_in(tables: Tables) -> None:
    for form in ("0140229", "+31140229", "014000229"):
        assert offered(tables, Trail(("140229",)), form).outcome is Outcome.OPERATOR


def test_the_second_time_it_is_refused_as_a_fault_in_the_routing(tables: Tables) -> None:
    decision = offered(tables, Trail(("140229", "140229")))
    assert (decision.outcome, decision.destinations, decision.cause) == (Outcome.REFUSED, (), 25)


def test_a_municipality_that_forwards_to_another_14_number_is_no_loop(tables: Tables) -> None:
    assert offered(tables, Trail(("14020",))).outcome is Outcome.ASK


def test_numbers_that_forward_to_each_other_end_too(tables: Tables) -> None:
    trail = tuple(f"1401{number}" for number in range(MOST_PASSED))
    assert offered(tables, Trail(trail[:-1])).outcome is Outcome.ASK
    assert offered(tables, Trail(trail)).outcome is Outcome.REFUSED


def test_without_the_header_many_calls_of_one_caller_give_the_next_a_person_and_refuse_none(tables: Tables) -> None:
    assert offered(tables, Trail(alike=MOST_ALIKE)).outcome is Outcome.ASK
    for alike in (MOST_ALIKE + 1, 10**6):
        decision = offered(tables, Trail(alike=alike))
        assert (decision.outcome, decision.destinations) == (Outcome.OPERATOR, tables.operator)


def test_what_the_dialplan_tells_is_read() -> None:
    assert trail_of("140229-14020", "3") == Trail(("140229", "14020"), 3)
    assert trail_of("", "") == Trail()


@given(st.text(max_size=300), st.text(max_size=20))
def test_anything_is_read_and_nothing_but_digits_comes_out(passed: str, alike: str) -> None:
    trail = trail_of(passed, alike)
    assert all(number.isascii() and number.isdecimal() for number in trail.passed)
    assert trail.alike >= 0


@given(st.lists(st.from_regex(r"14[0-9]{3,4}", fullmatch=True), max_size=8))
def test_however_a_call_turns_it_ends(numbers: list[str]) -> None:
    passed: tuple[str, ...] = ()
    for turns, number in enumerate(numbers):
        if turn_of(Trail(passed), number) is Turn.AGAIN:
            assert turns <= MOST_PASSED
            return
        passed += (number,)
    assert len(numbers) <= MOST_PASSED
