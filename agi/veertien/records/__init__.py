"""The stream of call events, one record a call, and the metrics counted from them."""

from veertien.records.call_log import CallLog
from veertien.records.ledger import LATELY_SECONDS, Ledger
from veertien.records.metrics import Metrics, ReloadResult
from veertien.records.stream import CallStream
from veertien.records.unmatched import Unmatched
from veertien.records.window import EventWindow, Numbered

__all__ = [
    "LATELY_SECONDS",
    "CallLog",
    "CallStream",
    "EventWindow",
    "Ledger",
    "Metrics",
    "Numbered",
    "ReloadResult",
    "Unmatched",
]
