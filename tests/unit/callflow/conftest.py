"""A call's flow with a clock and trunks in the test's hands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from veertien.callflow import CallFlow, CallRecord, Circumstances, Close, FlowAction, FlowEvent
from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Call, Tables, Trail, TrunkState

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=AMSTERDAM)
CALLER = "0612345678"


class Line:
    """One call: `take` hands its flow an event, `seconds` after the one before."""

    def __init__(self, tables: Tables, call: Call) -> None:
        self.flow = CallFlow("1", call, tables)
        self.at = Circumstances(NOON, 0.0, {})
        self.record: CallRecord | None = None

    def take(self, event: FlowEvent, seconds: float = 0.0) -> FlowAction:
        self.at = replace(self.at, seconds=self.at.seconds + seconds)
        action = self.flow.handle(event, self.at)
        if isinstance(action, Close):
            self.record = action.record
        return action

    def down(self, *endpoints: str) -> None:
        """Have these trunks be down from now on."""
        self.at = replace(self.at, trunk_states=dict.fromkeys(endpoints, TrunkState.DOWN))


Begin = Callable[..., Line]


@pytest.fixture
def begin(write: Callable[[dict[str, str | bytes | None]], Path], names: Gazetteer) -> Begin:
    """Begin a call under the small tables, some of whose files may be others."""

    def place(
        dialled: str = "140229",
        *,
        files: dict[str, str | bytes | None] | None = None,
        caller: str | None = CALLER,
        passed: tuple[str, ...] = (),
    ) -> Line:
        tables = load_tables(write(files or {}), names).at(NOON)
        caller_of = parse_caller(caller, None if caller else "prohib")
        return Line(tables, Call(dialled, caller_of, trail=Trail(passed)))

    return place
