"""One log line a call: the decision and the end brought together."""

from collections import OrderedDict
from dataclasses import asdict, dataclass, replace

import structlog

from veertien.records.call_record import CallEnd, CallRecord
from veertien.records.metrics import Metrics

#: Calls that are remembered until their end; beyond it the oldest is logged as far as it is known.
MOST_OPEN = 10_000
#: The outcome of a call that the dialplan's own fallback took, whatever had been decided before.
FELL_BACK = "fallback"


@dataclass(slots=True)
class _Open:
    """What is known of a call so far: the end may be heard of before the decision, when the caller hangs up."""

    record: CallRecord | None = None
    end: CallEnd | None = None


class Ledger:
    """Takes decisions and ends, counts both, and writes a call's line when it has both.

    Without AMI no ends arrive: then the line is written at the decision, `close_all` and the bound on open calls write
    what is left.
    """

    def __init__(self, metrics: Metrics, most_open: int = MOST_OPEN) -> None:
        self._metrics = metrics
        self._most_open = most_open
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._log = structlog.get_logger(__name__)

    @property
    def open_calls(self) -> int:
        """How many calls have come in and not ended yet."""
        return len(self._open)

    def offered(self, call: str) -> None:
        """Take note of a call that has come in; a decision or `given_up` follows."""
        self._open[call] = _Open()
        while len(self._open) > self._most_open:
            self._write(self._open.popitem(last=False)[1])

    def decided(self, record: CallRecord, *, end_expected: bool) -> None:
        """Take a decision in; with no end to expect the call's line is written at once."""
        self._metrics.decided(record)
        known = self._open.setdefault(record.call, _Open())
        known.record = record
        if known.end is not None or not end_expected:
            self._close(record.call)

    def given_up(self, call: str) -> None:
        """Take note that no decision will come; the dialplan's fallback has the call, its end is a line of its own."""
        self._metrics.failed()
        known = self._open.pop(call, None)
        if known is not None:
            self._write(known)

    def ended(self, end: CallEnd) -> None:
        """Take a call's end in; one that never came in here gets a line of its own."""
        self._metrics.ended(end)
        known = self._open.get(end.call)
        if known is None:
            self._write(_Open(end=end))
            return
        known.end = end
        if known.record is not None:
            self._close(end.call)

    def close_all(self) -> None:
        """Write the lines of all calls whose end will not be heard of any more."""
        while self._open:
            self._write(self._open.popitem(last=False)[1])

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
