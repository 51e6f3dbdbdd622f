"""One record a call, and the metrics counted from them."""

from veertien.records.call_record import CallEnd, CallRecord, HeardName, Question, TurnedAway
from veertien.records.ledger import LATELY_SECONDS, Ledger
from veertien.records.metrics import Metrics, ReloadResult
from veertien.records.unmatched import Unmatched

__all__ = [
    "LATELY_SECONDS",
    "CallEnd",
    "CallRecord",
    "HeardName",
    "Ledger",
    "Metrics",
    "Question",
    "ReloadResult",
    "TurnedAway",
    "Unmatched",
]
