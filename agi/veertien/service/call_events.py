"""The stream of call events with all who listen to it."""

from datetime import datetime
from functools import partial

from veertien.records import CallStream, Ledger, Metrics, Stages
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
        self.stages = Stages(self.stream)
        CallLog(self.stream)
