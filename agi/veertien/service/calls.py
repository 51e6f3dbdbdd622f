"""The stream of call events with all who listen to it, and what Asterisk reports of calls put into it."""

from collections.abc import Mapping
from datetime import datetime

from veertien.asterisk.dialplan.contract import call_end, dialled_destination
from veertien.callflow import CallDialled
from veertien.records import CallLog, CallStream, EventWindow, Ledger, Metrics
from veertien.routing import AMSTERDAM


def now_here() -> datetime:
    """Return the time of day in the Netherlands, with its time zone."""
    return datetime.now(AMSTERDAM)


class Calls:
    """What the daemon knows of calls. Whoever listens to `stream` hears of each event after the listeners here."""

    def __init__(self, metrics: Metrics) -> None:
        self.stream = CallStream()
        metrics.count(self.stream)
        self.ledger = Ledger(self.stream)
        CallLog(self.stream)
        self.events = EventWindow(self.stream)

    def ended(self, fields: Mapping[str, str]) -> None:
        """Take the event that the dialplan sends at a call's end."""
        self.ledger.ended(call_end(fields), now_here())

    def dialled(self, fields: Mapping[str, str]) -> None:
        """Take the event that the dialplan sends before it dials a destination."""
        found = dialled_destination(fields)
        self.stream.publish(CallDialled(found.call, now_here(), found.endpoint, found.attempt))

    def close(self) -> None:
        """Record the calls whose end will not be heard of any more."""
        self.ledger.close_all(now_here())
