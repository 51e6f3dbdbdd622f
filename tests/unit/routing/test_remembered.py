"""What a caller chose before: asked about first, and routed by only where the rules say so."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Asked, Call, Decision, Hint, Outcome, Remembered, Tables, TrunkState, likelier, offer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOORN, MEDEMBLIK, ENKHUIZEN, AMSTERDAM_CODE = "GM0405", "GM0420", "GM0388", "GM0363"
ASKING, UNASKED = "remember: {days: 90}\n", "remember: {days: 90, without_asking: yes}\n"
CLOSED = "schedules:\n  office: {hours: {sunday: 10:00-11:00}}\n"

Load = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    def load_with(rules: str, **files: str) -> Tables:
        return load_tables(write({"routing.yaml": rules, **files}), names)

    return load_with


def offered(
    tables: Tables, code: str, *, caller: str = "0612345678", just_now: bool = False, dialled: str = "140229"
) -> Decision:
    call = Call(dialled, parse_caller(caller, None), Remembered(code, just_now))
    return offer(tables, call, NOON, {})


def test_the_caller_is_asked_about_it_first(load: Load) -> None:
    decision = offered(load(ASKING), HOORN)
    assert (decision.outcome, decision.asked, decision.hint) == (Outcome.ASK, Asked.PROPOSED, Hint.REMEMBERED)
    assert decision.proposed
    assert decision.proposed.code == HOORN
    assert decision.reason.endswith(": Hoorn first, as the caller chose it before.")


def test_without_the_rule_nothing_is_made_of_it(load: Load) -> None:
    decision = offered(load("caller_area: propose\n"), HOORN)
    assert (decision.outcome, decision.proposed, decision.asked) == (Outcome.ASK, None, Asked.OPEN)


def test_it_goes_before_where_the_caller_calls_from(load: Load) -> None:
    tables = load(ASKING)
    assert offered(tables, HOORN, caller="0228123456").hint is Hint.REMEMBERED
    elsewhere = offered(tables, AMSTERDAM_CODE, caller="0228123456")
    assert elsewhere.proposed
    assert (elsewhere.proposed.code, elsewhere.hint) == (MEDEMBLIK, Hint.CALLER_AREA)


@pytest.mark.parametrize("code", [ENKHUIZEN, AMSTERDAM_CODE, "GM9999"])
def test_what_is_no_candidate_now_is_not_proposed(load: Load, code: str) -> None:
    assert offered(load(UNASKED), code).asked is Asked.OPEN


def test_it_is_likelier_to_be_heard(load: Load) -> None:
    call = Call("140229", parse_caller("0612345678", None), Remembered(HOORN))
    assert likelier(load(ASKING), call, "0229") == {HOORN}


def test_the_rules_may_let_it_route_by_itself(load: Load) -> None:
    decision = offered(load(UNASKED), MEDEMBLIK)
    assert (decision.outcome, decision.asked, decision.hint) == (Outcome.CONNECT, Asked.SKIPPED, Hint.REMEMBERED)
    assert [each.number for each in decision.destinations] == ["0229000002", "0880000014"]
    assert decision.reason == "Medemblik was chosen by this caller before and need not be asked for."


def test_who_calls_again_at_once_is_asked_all_the_same(load: Load) -> None:
    assert offered(load(UNASKED), MEDEMBLIK, just_now=True).asked is Asked.PROPOSED


def test_what_is_closed_is_asked_about_for_another_may_be_open(load: Load) -> None:
    table = (
        "municipalities:\n"
        "  - {name: Hoorn, schedule: office, destinations: [{trunk: hoorn, number: 0229000001}]}\n"
        "  - {name: Medemblik, destinations: [{trunk: medemblik, number: 0229000002}]}\n"
        "  - {name: Opmeer, destinations: [{trunk: backup, number: 0229000003}]}\n"
    )
    files = {"schedules.yaml": CLOSED, "municipalities/noord-holland.yaml": table}
    assert offered(load(UNASKED, **files), HOORN).asked is Asked.PROPOSED


def test_one_candidate_needs_no_hint(load: Load) -> None:
    decision = offered(load(UNASKED), MEDEMBLIK, dialled="140228")
    assert (decision.outcome, decision.asked, decision.hint) == (Outcome.CONNECT, Asked.NOT_NEEDED, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.sampled_from([HOORN, MEDEMBLIK, ENKHUIZEN, AMSTERDAM_CODE, "", "GM9999"]),
    caller=st.sampled_from(["0612345678", "0228123456", "0229123456"]),
    just_now=st.booleans(),
    down=st.sets(st.sampled_from(["trunk-hoorn", "trunk-medemblik", "trunk-backup", "trunk-operator"])),
)
def test_whatever_is_remembered_a_call_leads_somewhere_and_what_is_proposed_can_be_chosen(
    load: Load, code: str, caller: str, just_now: bool, down: set[str]
) -> None:
    tables = load(UNASKED)
    call = Call("140229", parse_caller(caller, None), Remembered(code, just_now))
    decision = offer(tables, call, NOON, dict.fromkeys(down, TrunkState.DOWN))
    assert decision.outcome is Outcome.ASK or decision.destinations
    assert decision.proposed is None or decision.proposed in decision.candidates
    if decision.asked is Asked.SKIPPED:
        assert decision.municipality
        assert decision.municipality.code == code
        assert not just_now
