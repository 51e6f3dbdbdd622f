"""How far the calls under way are, and what each trunk carries."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from veertien.callflow import (
    Arrival,
    CallAnswered,
    CallDialled,
    CallEnd,
    CallOffered,
    CallRecord,
    CallSettled,
    DialledDestination,
)
from veertien.records import CallStage, CallStream, Ledger

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
CALL = "1795445830.0"
RECORD = CallRecord(
    CALL, "14020", "020", None, "connect", "GM0363", ("amsterdam",), "Only Amsterdam has it.", decided_seconds=0.001
)
END = CallEnd(CALL, "ANSWER", "trunk-hoorn", 1, fell_back=False, cause=16)


@pytest.fixture
def stream() -> CallStream:
    return CallStream()


@pytest.fixture
def ledger(stream: CallStream) -> Ledger:
    return Ledger(stream, lambda: NOW)


def test_a_call_goes_through_the_stages_and_is_gone_at_its_end(stream: CallStream, ledger: Ledger) -> None:
    steps: list[tuple[Callable[[], None], CallStage | None]] = [
        (lambda: stream.publish(CallOffered(CALL, NOW, Arrival())), CallStage.OFFERED),
        (lambda: stream.publish(CallAnswered(CALL, NOW)), CallStage.ASKING),
        (lambda: ledger.dialled(DialledDestination(CALL, "trunk-hoorn", 1)), CallStage.DIALLING),
        (lambda: ledger.taken(CALL), CallStage.TALKING),
        (lambda: ledger.ended(END), None),
    ]
    for happens, stage in steps:
        happens()
        assert ledger.stages() == {each: int(each is stage) for each in CallStage}


def test_a_trunk_carries_what_it_was_dialled_for_until_the_next_is_dialled_or_the_call_ends(
    stream: CallStream, ledger: Ledger
) -> None:
    stream.publish(CallOffered(CALL, NOW))
    assert ledger.carried() == {}
    stream.publish(CallDialled(CALL, NOW, "trunk-full", 1))
    assert ledger.carried() == {"trunk-full": 1}
    stream.publish(CallDialled(CALL, NOW, "trunk-hoorn", 2))
    ledger.taken(CALL)
    assert ledger.carried() == {"trunk-hoorn": 1}
    ledger.ended(END)
    assert ledger.carried() == {}


def test_a_call_of_whose_end_nothing_is_heard_is_gone_when_it_is_recorded(stream: CallStream, ledger: Ledger) -> None:
    stream.publish(CallOffered(CALL, NOW))
    stream.publish(CallSettled(CALL, NOW, RECORD, end_expected=False))
    stream.publish(CallDialled(CALL, NOW, "trunk-hoorn", 1))
    ledger.taken(CALL)
    assert sum(ledger.stages().values()) == 0
    assert ledger.carried() == {}
