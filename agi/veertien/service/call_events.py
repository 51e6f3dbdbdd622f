"""The stream of call events with all who listen to it."""

from datetime import datetime
from functools import partial

from veertien.records import CallStream, Ledger, Metrics
from veertien.routing import AMSTERDAM
from veertien.service.log import CallLog

now_here = partial(datetime.now, AMSTERDAM)
"""Gives the time of day in the Netherlands, with its time zone."""


class Calls:
    """What the daemon knows of calls."""

    def __init__(self, metrics: Metrics) -> None:
        self.stream = CallStream()
        metrics.count(self.stream)
        self.ledger = Ledger(self.stream, now_here)
        metrics.read_off(
            "veertien_last_good_test_call_timestamp_seconds",
            "When the last test call ended that a municipality took, Unix time; 0 for none since the start",
            lambda: int(self.ledger.last_good_test.timestamp()) if self.ledger.last_good_test else 0,
            gauge=True,
        )
        CallLog(self.stream)
