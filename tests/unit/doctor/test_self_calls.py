"""What is judged of a test call: each thing that can go wrong with one has its finding, and a good one has none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.unit.shipped import TABLES
from veertien.doctor.rows.self_calls import of_self_call
from veertien.doctor.tested import ExpectedCall, SeenCall
from veertien.routing import AMSTERDAM, TrunkState
from veertien.selftest.expecting import expected_call, spoken_call

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=AMSTERDAM)
COUNTING = TABLES.at(NOW)
UP = {trunk.endpoint: TrunkState.UP for trunk in COUNTING.trunks.values()}
ASKED = expected_call(COUNTING, "140229", NOW, UP)
PLAIN = expected_call(COUNTING, "14020", NOW, UP)


def record(expected: ExpectedCall, **changed: object) -> Mapping[str, Any]:
    decision = expected.decision
    question = {"how": "speech", "asked": ["ask"]} if expected.says else None
    return {
        "outcome": decision.outcome.value,
        "municipality": decision.municipality and decision.municipality.code,
        "trunks": [destination.trunk.key for destination in decision.destinations],
        "question": question,
    } | changed


def call_seen(expected: ExpectedCall) -> SeenCall:
    endpoint = expected.decision.destinations[0].trunk.endpoint
    good = SeenCall(expected.number, "x-far", None, (), (), (), record(expected), endpoint, False, 3.0, True, True)
    if expected.says is None:
        return good
    return replace(good, prompts=(0.9,), asked=("ask",), said=(expected.says,))


GOOD = call_seen(ASKED)
PLANTED: Mapping[str, tuple[SeenCall, list[str]]] = {
    "nothing": (GOOD, []),
    "weighted destinations in another order": (
        replace(GOOD, record=record(ASKED, trunks=record(ASKED)["trunks"][::-1])),
        [],
    ),
    "no right to place calls": (SeenCall("140229", "x-far", "Permission denied"), ["call_not_placed"]),
    "no daemon": (replace(GOOD, record=None), ["call_undecided"]),
    "the fallback": (replace(GOOD, fell_back=True), ["call_undecided"]),
    "a silent question": (replace(GOOD, prompts=()), ["prompt_unheard"]),
    "a silent second question": (replace(GOOD, asked=("ask", "confirm")), ["prompt_unheard"]),
    "no recogniser": (
        replace(GOOD, record=record(ASKED, outcome="operator", municipality=None, question={"how": "no_answer"})),
        ["name_misheard"],
    ),
    "other tables in force": (replace(GOOD, record=record(ASKED, municipality="GM0363")), ["call_differs"]),
    "not taken": (replace(GOOD, taken_seconds=None, caller_heard=False, trunk_heard=False), ["call_lost"]),
    "deaf on one side": (replace(GOOD, trunk_heard=False), ["call_silent"]),
    "an endpoint that nobody knows": (replace(GOOD, endpoint="trunk-horn"), ["call_leads_down"]),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_wrong_is_found_and_nothing_else(what: str) -> None:
    call, codes = PLANTED[what]
    assert [finding.code for finding in of_self_call(ASKED, call, UP)] == codes


def test_a_number_without_a_question_is_judged_without_one() -> None:
    assert list(of_self_call(PLAIN, call_seen(PLAIN), UP)) == []
    assert PLAIN.says is None


def test_a_trunk_that_is_down_is_no_place_to_dial() -> None:
    down = UP | {str(GOOD.endpoint): TrunkState.DOWN}
    (found,) = of_self_call(ASKED, GOOD, down)
    assert "down" in found.sentence()


def test_a_self_test_takes_a_number_that_asks_and_says_the_longest_name() -> None:
    call = spoken_call(COUNTING, ("14020", "140229"), NOW, UP)
    assert call is not None
    assert call.number == "140229"
    entry = call.decision.municipality
    assert entry is not None
    assert call.says == entry.name
    assert len(entry.name) == max(len(other.name) for other in COUNTING.offered("0229"))


def test_without_a_number_that_asks_it_takes_any() -> None:
    assert spoken_call(COUNTING, ("14020",), NOW, UP) == PLAIN
    assert spoken_call(COUNTING, (), NOW, UP) is None
