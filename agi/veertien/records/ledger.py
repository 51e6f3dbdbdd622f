"""One log line a call: the decision and the end brought together."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import wraps
from typing import Concatenate, ParamSpec

import structlog

from veertien.records.call_record import CallEnd, CallRecord
from veertien.records.metrics import Metrics

#: Calls that are remembered until their end; beyond it the oldest is logged as far as it is known.
MOST_OPEN = 10_000
#: Calls that are remembered as over without an end heard of, lest a late one count twice.
MOST_UNHEARD = 1_000
#: The result of a call whose end nobody told.
UNKNOWN_RESULT = "unknown"
#: The outcome of a call that the dialplan's own fallback took, whatever had been decided before.
FELL_BACK = "fallback"
#: Seconds for which a call that fell back counts as lately.
LATELY_SECONDS = 600.0

Arguments = ParamSpec("Arguments")


def _without_failing(
    step: "Callable[Concatenate[Ledger, Arguments], None]",
) -> "Callable[Concatenate[Ledger, Arguments], None]":
    """Have a step of the ledger never raise: keeping records is nothing that a call may fail by."""

    @wraps(step)
    def kept(self: "Ledger", /, *args: Arguments.args, **named: Arguments.kwargs) -> None:
        try:
            step(self, *args, **named)
        except Exception as error:
            self.note_fault(error)
        else:
            self.fault = None

    return kept


@dataclass(slots=True)
class _Open:
    """What is known of a call so far: the end may be heard of before the decision, when the caller hangs up."""

    record: CallRecord | None = None
    end: CallEnd | None = None


class Ledger:
    """Takes decisions and ends, counts both, and writes a call's line when it has both.

    Without AMI no ends arrive: then the line is written at the decision, `close_all` and the bound on open calls write
    what is left. No method raises: `fault` says what went wrong the last time, None where nothing did.
    """

    def __init__(
        self, metrics: Metrics, most_open: int = MOST_OPEN, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.fault: str | None = None
        self._metrics = metrics
        self._most_open = most_open
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._fell_back: OrderedDict[str, float] = OrderedDict()
        self._unheard: OrderedDict[str, None] = OrderedDict()
        self._clock = clock
        self._log = structlog.get_logger(__name__)

    @property
    def open_calls(self) -> int:
        """How many calls have come in and not ended yet."""
        return len(self._open)

    @property
    def fell_back_lately(self) -> int:
        """How many calls the dialplan's fallback took in the last LATELY_SECONDS, as far as that is known here."""
        since = self._clock() - LATELY_SECONDS
        return sum(at > since for at in self._fell_back.values())

    def note_fault(self, error: Exception) -> None:
        """Take note that something could not be recorded."""
        self.fault = repr(error)
        self._log.error("record_failed", why=self.fault, exc_info=error)

    @_without_failing
    def came_back(self, turn: str) -> None:
        """Count a call that was put through and came back, by what it has done."""
        self._metrics.came_back(turn)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Count a caller as being asked during the block."""
        self._count_asked(1)
        try:
            yield
        finally:
            self._count_asked(-1)

    @_without_failing
    def offered(self, call: str) -> None:
        """Take note of a call that has come in; a decision or `given_up` follows."""
        self._open[call] = _Open()
        while len(self._open) > self._most_open:
            self._write(self._open.popitem(last=False)[1])

    @_without_failing
    def decided(self, record: CallRecord, *, end_expected: bool) -> None:
        """Take a decision in; with no end to expect the call's line is written at once."""
        self._metrics.decided(record)
        known = self._open.setdefault(record.call, _Open())
        known.record = record
        if known.end is not None or not end_expected:
            self._close(record.call)

    @_without_failing
    def given_up(self, call: str) -> None:
        """Take note that no decision will come; the dialplan's fallback has the call, its end is a line of its own."""
        self._note_fallback(call)
        self._metrics.failed()
        known = self._open.pop(call, None)
        if known is not None:
            self._write(known)

    @_without_failing
    def ended(self, end: CallEnd) -> None:
        """Take a call's end in; one that never came in here gets a line of its own."""
        if end.call in self._unheard:
            return
        if end.fell_back:
            self._note_fallback(end.call)
        self._metrics.ended(end)
        known = self._open.get(end.call)
        if known is None:
            self._write(_Open(end=end))
            return
        known.end = end
        if known.record is not None:
            self._close(end.call)

    @property
    def awaiting_end(self) -> frozenset[str]:
        """The calls that were decided and whose end has not been heard of."""
        return frozenset(call for call, known in self._open.items() if known.record is not None)

    @_without_failing
    def ended_unheard(self, call: str) -> None:
        """Close a decided call that is over, nobody knows how; should its end be told later, that no longer counts."""
        if call not in self.awaiting_end:
            return
        self.ended(CallEnd(call=call, result=UNKNOWN_RESULT, endpoint="", attempt=0, fell_back=False, cause=0))
        self._unheard[call] = None
        while len(self._unheard) > MOST_UNHEARD:
            self._unheard.popitem(last=False)

    @_without_failing
    def close_all(self) -> None:
        """Write the lines of all calls whose end will not be heard of any more."""
        while self._open:
            self._write(self._open.popitem(last=False)[1])

    @_without_failing
    def _count_asked(self, more: int) -> None:
        self._metrics.asking.inc(more)

    def _note_fallback(self, call: str) -> None:
        # The daemon that gave a call up and Asterisk that tells its end mean the same one.
        self._fell_back[call] = self._clock()
        while len(self._fell_back) > self._most_open:
            self._fell_back.popitem(last=False)

    def _close(self, call: str) -> None:
        self._write(self._open.pop(call))

    def _write(self, known: _Open) -> None:
        if known.record is not None and known.end is not None and known.end.fell_back:
            # Seen from here the channel went away; it was the dialplan's deadline that took it.
            known.record = replace(known.record, outcome=FELL_BACK)
        fields: dict[str, object] = {}
        for part in (known.record, known.end):
            if part is not None:
                fields |= asdict(part)
        if fields:
            self._log.info("call", **fields)
