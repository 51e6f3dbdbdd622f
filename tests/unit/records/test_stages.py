"""How far the calls under way are, and what each trunk carries."""

from datetime import UTC, datetime

import pytest

from veertien.callflow import (
    Arrival,
    CallDialled,
    CallEnd,
    CallEnded,
    CallEvent,
    CallOffered,
    CallRecorded,
    CallTaken,
    QuestionAsked,
    QuestionEnded,
)
from veertien.records import CallStage, CallStream, Stages

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
CALL = "1795445830.0"
END = CallEnd(CALL, "ANSWER", "trunk-hoorn", 1, fell_back=False, cause=16)


@pytest.fixture
def stream() -> CallStream:
    return CallStream()


@pytest.fixture
def stages(stream: CallStream) -> Stages:
    return Stages(stream)


def test_a_call_goes_through_the_stages_and_is_gone_at_its_end(stream: CallStream, stages: Stages) -> None:
    steps: list[tuple[CallEvent, CallStage | None]] = [
        (CallOffered(CALL, NOW, Arrival()), CallStage.OFFERED),
        (QuestionAsked(CALL, NOW, "0229"), CallStage.ASKING),
        (QuestionEnded(CALL, NOW), CallStage.ASKING),
        (CallDialled(CALL, NOW, "trunk-hoorn", 1), CallStage.DIALLING),
        (CallTaken(CALL, NOW), CallStage.TALKING),
        (CallEnded(CALL, NOW, END), None),
    ]
    for event, stage in steps:
        stream.publish(event)
        assert stages.counts() == {each: int(each is stage) for each in CallStage}


def test_a_trunk_carries_what_it_was_dialled_for_until_the_next_is_dialled_or_the_call_ends(
    stream: CallStream, stages: Stages
) -> None:
    stream.publish(CallOffered(CALL, NOW))
    assert stages.carried() == {}
    stream.publish(CallDialled(CALL, NOW, "trunk-full", 1))
    assert stages.carried() == {"trunk-full": 1}
    stream.publish(CallDialled(CALL, NOW, "trunk-hoorn", 2))
    stream.publish(CallTaken(CALL, NOW))
    assert stages.carried() == {"trunk-hoorn": 1}
    stream.publish(CallEnded(CALL, NOW, END))
    assert stages.carried() == {}


def test_a_call_of_whose_end_nothing_is_heard_is_gone_when_it_is_recorded(stream: CallStream, stages: Stages) -> None:
    stream.publish(CallOffered(CALL, NOW))
    stream.publish(CallRecorded(CALL, NOW, None, None))
    stream.publish(CallDialled(CALL, NOW, "trunk-hoorn", 1))
    stream.publish(CallTaken(CALL, NOW))
    assert sum(stages.counts().values()) == 0
    assert stages.carried() == {}
