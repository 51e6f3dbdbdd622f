"""Two daemons hear the same events: each call's are for one of them, whenever one takes the other's place."""

from datetime import UTC, datetime
from unittest.mock import Mock

from hypothesis import given
from hypothesis import strategies as st

from veertien.callflow import Arrival, CallEnd, CallOffered, CallRecorded
from veertien.records import CallStream, Ledger

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Side:
    """What one daemon keeps account of."""

    def __init__(self, *, waiting: bool) -> None:
        self.stream = CallStream()
        self.recorded: list[str] = []
        self.stream.listen(CallRecorded, lambda event: self.recorded.append(event.call))
        self.ledger = Ledger(self.stream, lambda: NOW)
        if waiting:
            self.ledger.wait()

    def comes_in(self, call: str) -> None:
        self.stream.publish(CallOffered(call, NOW, Mock(Arrival)))

    def ended(self, call: str) -> None:
        self.ledger.ended(CallEnd(call, "ANSWER", endpoint="trunk", attempt=1, fell_back=False, cause=16))


ENDS = [("end", call) for call in ("old-1", "old-2", "nobodys")]


@given(st.permutations([*ENDS, ("take over", "")]))
def test_the_end_of_each_call_is_for_one_of_the_two_whenever_the_place_is_taken(order: list[tuple[str, str]]) -> None:
    old, new = Side(waiting=False), Side(waiting=True)
    old.comes_in("old-1")
    old.comes_in("old-2")
    for what, call in order:
        if what == "take over":
            new.ledger.take_over(old.ledger.leave())
            new.comes_in("new")
        else:
            old.ended(call)
            new.ended(call)
    old.ended("new")
    new.ended("new")
    assert not old.ledger.awaiting_end and not new.ledger.awaiting_end
    assert (old.recorded + new.recorded).count("nobodys") == 1
    assert {"old-1", "old-2"}.isdisjoint(new.recorded) and "new" not in old.recorded


def test_a_call_that_nobody_decided_is_recorded_by_the_one_in_charge_alone() -> None:
    old, new = Side(waiting=False), Side(waiting=True)
    old.ended("before")
    new.ended("before")
    new.ledger.take_over(old.ledger.leave())
    old.ended("after")
    new.ended("after")
    assert (old.recorded, new.recorded) == (["before"], ["after"])


def test_only_the_one_in_charge_takes_calls_that_nobody_decides() -> None:
    old, new = Side(waiting=False), Side(waiting=True)
    assert (old.ledger.in_charge, new.ledger.in_charge) == (True, False)
    new.ledger.take_over(old.ledger.leave())
    assert (old.ledger.in_charge, new.ledger.in_charge) == (False, True)
