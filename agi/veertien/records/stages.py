"""How far the calls are that are under way, and which trunk carries each: told from the stream of call events."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from veertien.callflow import (
    CallDialled,
    CallEnded,
    CallOffered,
    CallRecorded,
    CallTaken,
    QuestionAsked,
)
from veertien.records.stream import CallStream


class CallStage(StrEnum):
    """What a call that is under way is at."""

    OFFERED = "offered"
    """It has come in: it is being decided, or its caller is told something."""
    ASKING = "asking"
    """Its caller is being asked which municipality is meant, or is about to be put through."""
    DIALLING = "dialling"
    """A destination is dialled, or rings."""
    TALKING = "talking"
    """A destination has taken it."""


@dataclass(slots=True)
class _Call:
    stage: CallStage
    endpoint: str | None = None


class Stages:
    """Listens to the stream. Without AMI a call is under way only until it is decided: nothing is heard of it after."""

    def __init__(self, stream: CallStream) -> None:
        self._calls: dict[str, _Call] = {}
        stream.listen(CallOffered, lambda event: self._calls.update({event.call: _Call(CallStage.OFFERED)}))
        stream.listen(QuestionAsked, lambda event: self._move(event.call, CallStage.ASKING))
        stream.listen(CallDialled, self._dialled)
        stream.listen(CallTaken, lambda event: self._move(event.call, CallStage.TALKING))
        # Each call is recorded once, whatever becomes of it; an end that is heard of comes before that.
        stream.listen(CallEnded, self._over)
        stream.listen(CallRecorded, self._over)

    def counts(self) -> Mapping[CallStage, int]:
        """Return how many calls are at each stage."""
        found = Counter(call.stage for call in self._calls.values())
        return {stage: found[stage] for stage in CallStage}

    def carried(self) -> Mapping[str, int]:
        """Return how many calls each trunk's endpoint carries, ringing ones too; 0 where it isn't in there."""
        return Counter(call.endpoint for call in self._calls.values() if call.endpoint)

    def _dialled(self, event: CallDialled) -> None:
        if call := self._calls.get(event.call):
            call.stage, call.endpoint = CallStage.DIALLING, event.endpoint

    def _over(self, event: CallEnded | CallRecorded) -> None:
        self._calls.pop(event.call, None)

    def _move(self, name: str, stage: CallStage) -> None:
        if call := self._calls.get(name):
            call.stage = stage
