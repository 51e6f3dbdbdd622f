"""callers.yaml: who is refused, who is counted, and who never is."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Bar, Call, Decision, Outcome, OverRate, Rate, Tables, offer, too_many

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
BLOCKED = "blocked:\n  - 0612345678\n  - {prefix: 0881234, comment: Jan Jansen of the call centre}\n"
RATE = "rate: {calls: 10, seconds: 600}\n"
EXEMPT = "exempt: [{number: 0881234567, comment: but not this one}]\n"

Load = Callable[[str], Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    return lambda callers: load_tables(write({"callers.yaml": callers}), names)


def call(caller: str | None, dialled: str = "140229") -> Call:
    return Call(dialled, parse_caller(caller, None if caller else "prohib"))


def offered(tables: Tables, caller: str | None) -> Decision:
    return offer(tables, call(caller), NOON, {})


def test_without_the_file_nobody_is_blocked_or_counted(write: Callable[..., Path], names: Gazetteer) -> None:
    tables = load_tables(write({}), names)
    assert offered(tables, "0612345678").outcome is Outcome.ASK
    assert tables.callers.counted(parse_caller("0612345678", None)) is None


@pytest.mark.parametrize("caller", ["0612345678", "0031612345678", "+31881234000"])
def test_a_blocked_caller_is_refused_whatever_the_number_dialled(load: Load, caller: str) -> None:
    for dialled in ("140229", "140228", "14020"):
        decision = offer(load(BLOCKED), call(caller, dialled), NOON, {})
        assert (decision.outcome, decision.destinations) == (Outcome.REFUSED, ())
        assert decision.barred
        assert decision.barred.why is Bar.BLOCKED


def test_the_reason_which_is_logged_tells_neither_number_nor_comment(load: Load) -> None:
    decision = offered(load(BLOCKED), "0881234999")
    assert decision.reason == "The caller's number is on the blocking list."
    assert decision.barred
    assert decision.barred.entry
    assert (decision.barred.entry.number, decision.barred.entry.comment) == (
        "+31881234",
        "Jan Jansen of the call centre",
    )


@pytest.mark.parametrize("caller", [None, "", "anonymous", "0612345678x", "12"])
def test_a_number_that_is_withheld_missing_or_not_understood_is_neither_blocked_nor_counted(
    load: Load, caller: str | None
) -> None:
    tables = load(BLOCKED + RATE)
    assert offered(tables, caller).barred is None
    assert tables.callers.counted(call(caller).caller) is None


def test_who_is_exempt_is_neither_blocked_nor_counted(load: Load) -> None:
    tables = load(BLOCKED + RATE + EXEMPT)
    assert offered(tables, "0881234567").barred is None
    assert tables.callers.counted(parse_caller("0881234567", None)) is None
    assert offered(tables, "0881234568").barred is not None


def test_a_caller_is_counted_by_the_number_however_it_is_sent(load: Load) -> None:
    callers = load(RATE).callers
    counted = {callers.counted(parse_caller(text, None)) for text in ("0229123456", "+31229123456", "0031229123456")}
    assert counted == {"+31229123456"}
    assert callers.rate == Rate(10, 600, OverRate.BUSY)


def test_over_the_rate_a_call_is_refused_as_busy_or_the_operators(load: Load) -> None:
    busy = too_many(load(RATE), call("0229123456"), Rate(10, 600), NOON, {})
    assert (busy.outcome, busy.destinations) == (Outcome.REFUSED, ())
    assert busy.reason == (
        "More than 10 calls in 600 seconds came from the caller's number, so this one is refused as busy."
    )
    person = too_many(load(RATE), call("0229123456"), Rate(10, 600, OverRate.OPERATOR), NOON, {})
    assert (person.outcome, [each.number for each in person.destinations]) == (Outcome.OPERATOR, ["0880000014"])
    assert busy.barred == person.barred
    assert busy.barred
    assert busy.barred.why is Bar.TOO_MANY


def test_maintenance_lets_no_blocked_caller_in(write: Callable[..., Path], names: Gazetteer) -> None:
    rules = "maintenance: {until: 2027-01-01T00:00}\n"
    tables = load_tables(write({"callers.yaml": BLOCKED, "routing.yaml": rules}), names)
    assert offered(tables, "0612345678").outcome is Outcome.REFUSED
