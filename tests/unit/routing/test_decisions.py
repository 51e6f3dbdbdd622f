"""Who gets a call, by the tables, the clock and the trunks' states."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import (
    Call,
    Decision,
    Outcome,
    Rate,
    ReasonCode,
    Tables,
    TrunkState,
    chosen,
    offer,
    to_operator,
    too_many,
    trail_of,
)

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
HOORN, MEDEMBLIK, ENKHUIZEN = "GM0405", "GM0420", "GM0388"
ALL_UP: Mapping[str, TrunkState] = {}


def call(dialled: str) -> Call:
    return Call(dialled, parse_caller(None, None))


def down(*endpoints: str) -> dict[str, TrunkState]:
    return dict.fromkeys(endpoints, TrunkState.DOWN)


def route(decision: Decision) -> list[tuple[str, str]]:
    return [(destination.trunk.key, destination.number) for destination in decision.destinations]


@pytest.fixture
def tables(write: Callable[..., Path], names: Gazetteer) -> Tables:
    return load_tables(write({}), names)


OPERATOR = ("operator", "0880000014")


def test_several_candidates_are_asked_most_populous_first(tables: Tables) -> None:
    decision = offer(tables, call("140229"), NOW, ALL_UP)
    assert decision.outcome is Outcome.ASK
    assert [entry.name for entry in decision.candidates] == ["Hoorn", "Medemblik"]
    assert (decision.dialled, decision.area_code, decision.municipality) == ("140229", "0229", None)
    assert route(decision) == []
    assert decision.reason == (
        "2 connected municipalities share area code 0229, so the caller is asked which one is meant."
    )


def test_what_a_decision_was_for_is_a_code_to_count_by(tables: Tables) -> None:
    both_down = down("trunk-hoorn", "trunk-backup")
    decisions = {
        ReasonCode.SEVERAL: offer(tables, call("140229"), NOW, ALL_UP),
        ReasonCode.ONLY: offer(tables, call("0140227"), NOW, ALL_UP),
        ReasonCode.NOT_CONNECTED: offer(tables, call("14020"), NOW, ALL_UP),
        ReasonCode.CHOSEN: chosen(tables, call("140229"), HOORN, NOW, ALL_UP),
        ReasonCode.TRUNKS_DOWN: chosen(tables, call("140229"), HOORN, NOW, both_down),
        ReasonCode.PERSON: to_operator(tables, call("140229"), "the caller pressed 0", NOW, ALL_UP),
        ReasonCode.NO_SUCH_NUMBER: offer(tables, call("14999"), NOW, ALL_UP),
        ReasonCode.TOO_MANY: too_many(tables, call("140229"), Rate(3, 60), NOW, ALL_UP),
        ReasonCode.CAME_BACK: offer(tables, replace(call("140229"), trail=trail_of("140229", "1")), NOW, ALL_UP),
    }
    assert {code: decision.code for code, decision in decisions.items()} == {code: code for code in decisions}


def test_one_candidate_is_connected_with_the_operator_behind(tables: Tables) -> None:
    decision = offer(tables, call("0140227"), NOW, ALL_UP)
    assert decision.outcome is Outcome.CONNECT
    assert decision.dialled == "140227"
    assert decision.municipality is tables.municipalities[MEDEMBLIK]
    assert route(decision) == [("medemblik", "0229000002"), OPERATOR]
    assert decision.reason == "Medemblik is the only connected municipality in area code 0227."


def test_no_candidate_is_not_connected_and_goes_to_the_operator(tables: Tables) -> None:
    decision = offer(tables, call("14020"), NOW, ALL_UP)
    assert (decision.outcome, decision.candidates, route(decision)) == (Outcome.NOT_CONNECTED, (), [OPERATOR])
    assert decision.reason == "No municipality in area code 020 is connected, so the operator gets the call."


def test_a_municipality_that_is_not_connected_is_no_candidate_but_may_be_named(tables: Tables) -> None:
    assert [entry.name for entry in offer(tables, call("140228"), NOW, ALL_UP).candidates] == ["Medemblik"]
    decision = chosen(tables, call("140228"), ENKHUIZEN, NOW, ALL_UP)
    assert (decision.outcome, route(decision)) == (Outcome.NOT_CONNECTED, [OPERATOR])
    assert decision.municipality is tables.municipalities[ENKHUIZEN]
    assert decision.reason == "Enkhuizen is not connected, so the operator gets the call."


def test_what_is_no_14_number_is_refused_with_the_reason_of_the_number(tables: Tables) -> None:
    for decision in (
        offer(tables, call("14999"), NOW, ALL_UP),
        chosen(tables, call("14999"), HOORN, NOW, ALL_UP),
        to_operator(tables, call("14999"), "the caller pressed 0", NOW, ALL_UP),
    ):
        assert (decision.outcome, decision.dialled, decision.area_code) == (Outcome.REFUSED, "14999", None)
        assert route(decision) == []
        assert "14999" in decision.reason


def test_the_chosen_municipality_is_connected(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), HOORN, NOW, {"trunk-hoorn": TrunkState.UP})
    assert decision.outcome is Outcome.CONNECT
    assert route(decision) == [("hoorn", "0229000001"), ("backup", "0229000001"), OPERATOR]
    assert decision.reason == "Hoorn was chosen."


def test_a_trunk_that_is_down_is_left_out_and_said_so(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), HOORN, NOW, down("trunk-hoorn"))
    assert route(decision) == [("backup", "0229000001"), OPERATOR]
    assert decision.reason == "Hoorn was chosen; left out because down: hoorn."


def test_a_trunk_of_unknown_state_is_tried(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), HOORN, NOW, {"trunk-hoorn": TrunkState.UNKNOWN})
    assert route(decision)[0] == ("hoorn", "0229000001")


def test_all_trunks_down_gives_the_call_to_the_operator(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), HOORN, NOW, down("trunk-hoorn", "trunk-backup"))
    assert (decision.outcome, route(decision)) == (Outcome.OPERATOR, [OPERATOR])
    assert decision.municipality is tables.municipalities[HOORN]
    assert decision.reason == "Hoorn was chosen, but all its trunks are down, so the operator gets the call."


def test_the_operator_is_tried_even_when_its_only_trunk_is_down(tables: Tables) -> None:
    decision = to_operator(tables, call("140229"), "the caller pressed 0", NOW, down("trunk-operator"))
    assert (decision.outcome, route(decision)) == (Outcome.OPERATOR, [OPERATOR])
    assert decision.reason == "The operator gets the call: the caller pressed 0."


def test_an_operator_with_another_trunk_leaves_out_the_one_that_is_down(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    operator = "destinations: [{trunk: operator, number: 11}, {trunk: backup, number: 12}]\n"
    tables = load_tables(write({"operator.yaml": operator}), names)
    decision = to_operator(tables, call("140229"), "the caller pressed 0", NOW, down("trunk-operator"))
    assert route(decision) == [("backup", "12")]


def test_a_destination_shared_with_the_operator_is_tried_once(write: Callable[..., Path], names: Gazetteer) -> None:
    operator = "destinations: [{trunk: backup, number: 0229000001}, {trunk: operator, number: 11}]\n"
    tables = load_tables(write({"operator.yaml": operator}), names)
    decision = chosen(tables, call("140229"), HOORN, NOW, ALL_UP)
    assert route(decision) == [("hoorn", "0229000001"), ("backup", "0229000001"), ("operator", "11")]


def test_only_a_municipality_that_is_understood_in_the_dialled_area_code_can_be_chosen(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    tables = load_tables(write({"routing.yaml": "other_area_codes: ignore\n"}), names)
    for code in (ENKHUIZEN, "GM0363", "nonsense"):
        with pytest.raises(ValueError, match="not a municipality that can be chosen in area code 0229"):
            chosen(tables, call("140229"), code, NOW, ALL_UP)


def test_a_clock_without_time_zone_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="time zone"):
        offer(tables, call("140229"), datetime(2026, 11, 23, 14, 30), ALL_UP)


def test_area_codes_of_the_tables_take_the_place_of_the_national_data(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    table = (
        "municipalities:\n"
        "  - {name: Medemblik, area_codes: [0228], destinations: [{trunk: medemblik, number: 0229000002}]}\n"
    )
    tables = load_tables(write({"municipalities/noord-holland.yaml": table}), names)
    outcomes = [offer(tables, call(f"14{code}"), NOW, ALL_UP).outcome for code in ("0227", "0228", "0229")]
    assert outcomes == [Outcome.NOT_CONNECTED, Outcome.CONNECT, Outcome.NOT_CONNECTED]


ENDPOINTS = ("trunk-hoorn", "trunk-medemblik", "trunk-backup", "trunk-operator")


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    area_code=st.sampled_from(["0227", "0228", "0229", "020"]),
    states=st.dictionaries(st.sampled_from(ENDPOINTS), st.sampled_from(TrunkState)),
)
def test_no_caller_is_lost(tables: Tables, area_code: str, states: dict[str, TrunkState]) -> None:
    """Whatever is down, each decision but the question leads somewhere, the operator last, and says why."""
    listed = [entry.code for entry in tables.listed(area_code)]
    decisions = [chosen(tables, call(f"14{area_code}"), code, NOW, states) for code in listed]
    decisions.append(to_operator(tables, call(f"14{area_code}"), "x", NOW, states))
    first = offer(tables, call(f"14{area_code}"), NOW, states)
    reachable = [decision for decision in decisions if decision.outcome is Outcome.CONNECT]
    candidates = [entry for entry in tables.listed(area_code) if entry.connected]
    assert (first.outcome is Outcome.ASK) == (len(candidates) > 1 and bool(reachable))
    for decision in (*decisions, *(() if first.outcome is Outcome.ASK else (first,))):
        assert decision.destinations[-1] == tables.operator[-1]
        assert decision.reason.endswith(".")
        for destination in decision.destinations[:-1]:
            assert states.get(destination.trunk.endpoint) is not TrunkState.DOWN
