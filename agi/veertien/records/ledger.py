"""One log line a call: the decision and the end brought together."""

from collections import OrderedDict
from dataclasses import asdict

import structlog

from veertien.records.call_record import CallEnd, CallRecord
from veertien.records.metrics import Metrics

#: Calls decided but not ended that are remembered; beyond it the oldest is logged without its end.
MOST_OPEN = 10_000


class Ledger:
    """Takes decisions and ends, counts both, and writes the call's log line when it has both.

    Without AMI no ends arrive: then `close_all` or the bound on open calls writes the lines without them.
    """

    def __init__(self, metrics: Metrics, most_open: int = MOST_OPEN) -> None:
        self._metrics = metrics
        self._most_open = most_open
        self._open: OrderedDict[str, CallRecord] = OrderedDict()
        self._log = structlog.get_logger(__name__)

    @property
    def open_calls(self) -> int:
        """How many decided calls have not ended yet."""
        return len(self._open)

    def decided(self, record: CallRecord, *, end_expected: bool) -> None:
        """Take a decision in; with no end to expect its line is written at once."""
        self._metrics.decided(record)
        if not end_expected:
            self._write(record, None)
            return
        self._open[record.call] = record
        while len(self._open) > self._most_open:
            self._write(self._open.popitem(last=False)[1], None)

    def ended(self, end: CallEnd) -> None:
        """Take a call's end in; one that was never decided here gets a line of its own."""
        self._metrics.ended(end)
        self._write(self._open.pop(end.call, None), end)

    def close_all(self) -> None:
        """Write the lines of all calls whose end will not be heard of any more."""
        while self._open:
            self._write(self._open.popitem(last=False)[1], None)

    def _write(self, record: CallRecord | None, end: CallEnd | None) -> None:
        fields: dict[str, object] = {} if record is None else asdict(record)
        if end is not None:
            fields |= asdict(end)
        self._log.info("call", **fields)
