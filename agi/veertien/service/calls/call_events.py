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
        self._read_off(metrics)
        CallLog(self.stream)

    def _read_off(self, metrics: Metrics) -> None:
        ledger = self.ledger
        metrics.read_off(
            "veertien_selftest_last_run_timestamp_seconds",
            "When the last self-test ended, Unix time; 0 for none since the start",
            lambda: int(ledger.last_self_test.at.timestamp()) if ledger.last_self_test else 0,
            gauge=True,
        )
        metrics.read_off(
            "veertien_selftest_last_success_timestamp_seconds",
            "When the last self-test ended that was put through and heard, Unix time; 0 for none since the start",
            lambda: int(ledger.last_good_self_test.at.timestamp()) if ledger.last_good_self_test else 0,
            gauge=True,
        )
        metrics.read_off(
            "veertien_selftest_success",
            "1 when the last self-test was put through and heard, else 0",
            lambda: int(ledger.last_self_test is not None and ledger.last_self_test.good),
            gauge=True,
        )
        metrics.read_off(
            "veertien_selftest_decision_seconds",
            "Seconds from the coming in of the last self-test to its decision; 0 without one",
            lambda: (ledger.last_self_test and ledger.last_self_test.seconds) or 0.0,
            gauge=True,
        )
