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
#: Calls whose line was written that are remembered, lest something heard of them later make another.
MOST_WRITTEN = 10_000
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

    call: str
    record: CallRecord | None = None
    given_up: bool = False
    end: CallEnd | None = None


class Ledger:
    """Takes decisions and ends, counts both, and writes a call's one line when it has both.

    Without AMI no ends arrive: then the line is written at the decision, `close_all` and the bound on open calls write
    what is left. An end that is told after that counts, and one that is told twice counts once; neither makes a line.
    No method raises: `fault` says what went wrong the last time, None where nothing did.
    """

    def __init__(
        self, metrics: Metrics, most_open: int = MOST_OPEN, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.fault: str | None = None
        self._metrics = metrics
        self._most_open = most_open
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._fell_back: OrderedDict[str, float] = OrderedDict()
        # Whether the line has the end in it.
        self._written: OrderedDict[str, bool] = OrderedDict()
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
        self._open[call] = _Open(call)
        while len(self._open) > self._most_open:
            self._write(self._open.popitem(last=False)[1])

    @_without_failing
    def decided(self, record: CallRecord, *, end_expected: bool) -> None:
        """Take a decision in; with no end to expect the call's line is written at once."""
        self._metrics.decided(record)
        known = self._open.setdefault(record.call, _Open(record.call))
        known.record = record
        self._settled(known, end_expected)

    @_without_failing
    def given_up(self, call: str, *, end_expected: bool) -> None:
        """Take note that no decision will come: the dialplan's fallback has the call."""
        self._note_fallback(call)
        self._metrics.failed()
        known = self._open.setdefault(call, _Open(call))
        known.given_up = True
        self._settled(known, end_expected)

    @_without_failing
    def ended(self, end: CallEnd) -> None:
        """Take a call's end in; one that never came in here gets a line of its own."""
        written_with_end = self._written.get(end.call)
        if written_with_end:
            return
        if end.fell_back:
            self._note_fallback(end.call)
        self._metrics.ended(end)
        if written_with_end is False:
            self._written[end.call] = True
            return
        known = self._open.get(end.call, _Open(end.call))
        known.end = end
        if known.record is not None or known.given_up or end.call not in self._open:
            self._close(known)

    @property
    def awaiting_end(self) -> frozenset[str]:
        """The calls that have come in and whose end has not been heard of."""
        return frozenset(call for call, known in self._open.items() if known.end is None)

    @_without_failing
    def ended_unheard(self, call: str) -> None:
        """Take in that a call is over, nobody knows how; should its end be told later, that no longer counts."""
        if call in self.awaiting_end:
            self.ended(CallEnd(call=call, result=UNKNOWN_RESULT, endpoint="", attempt=0, fell_back=False, cause=0))

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

    def _settled(self, known: _Open, end_expected: bool) -> None:
        if self._written.get(known.call):
            # Its end was heard of before the call itself.
            del self._open[known.call]
        elif known.end is not None or not end_expected:
            self._close(known)

    def _close(self, known: _Open) -> None:
        self._open.pop(known.call, None)
        self._write(known)

    def _write(self, known: _Open) -> None:
        if known.record is not None and known.end is not None and known.end.fell_back:
            # Seen from here the channel went away; it was the dialplan's deadline that took it.
            known.record = replace(known.record, outcome=FELL_BACK)
        fields: dict[str, object] = {}
        for part in (known.record, known.end):
            if part is not None:
                fields |= asdict(part)
        if known.given_up and not fields:
            fields = {"call": known.call, "outcome": FELL_BACK}
        if not fields:
            return
        self._written[known.call] = known.end is not None
        while len(self._written) > MOST_WRITTEN:
            self._written.popitem(last=False)
        self._log.info("call", **fields)
