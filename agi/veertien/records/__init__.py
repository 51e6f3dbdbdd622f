"""The stream of call events, one record a call, and the metrics counted from them."""

from veertien.records.ledger import LATELY_SECONDS, CallStage, Ledger, SelfTestResult
from veertien.records.metrics import Metrics, ReloadResult
from veertien.records.stream import CallStream, Numbered, call_line
from veertien.records.unmatched import Unmatched

__all__ = [
    "LATELY_SECONDS",
    "CallStage",
    "CallStream",
    "Ledger",
    "Metrics",
    "Numbered",
    "ReloadResult",
    "SelfTestResult",
    "Unmatched",
    "call_line",
]
