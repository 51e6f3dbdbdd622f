"""What test calls are placed, and what the tables say of each. Pure."""

from collections.abc import Sequence
from datetime import datetime

from veertien.doctor.tested import ExpectedCall
from veertien.numbering import parse_caller
from veertien.routing import Call, MunicipalityEntry, Outcome, Tables, TrunkStates, chosen, offer


def expected_call(tables: Tables, number: str, now: datetime, states: TrunkStates) -> ExpectedCall:
    """Return the test call to this number: a caller of whom nothing is known, and who says a name when asked.

    `tables` are those that count at `now`.
    """
    call = Call(number, parse_caller(None, None))
    first = offer(tables, call, now, states)
    if first.outcome is not Outcome.ASK:
        return ExpectedCall(number, None, first)
    entry = _said(first.candidates)
    return ExpectedCall(number, entry.name, chosen(tables, call, entry.code, now, states))


def spoken_call(tables: Tables, numbers: Sequence[str], now: datetime, states: TrunkStates) -> ExpectedCall | None:
    """Return the call of a self-test: the first to a number that asks and puts through, else the first of all."""
    calls = [expected_call(tables, number, now, states) for number in numbers]
    asked = (call for call in calls if call.says and call.decision.outcome is Outcome.CONNECT)
    return next(asked, calls[0] if calls else None)


def _said(candidates: Sequence[MunicipalityEntry]) -> MunicipalityEntry:
    """Return whom the caller names: the longest name is the least like another."""
    return max(candidates, key=lambda entry: (len(entry.name), entry.code))
