"""Calls to numbers that the dialplan has no pattern for: refused there, so nobody here ever had to decide them."""

from collections import deque

import structlog

from veertien.records.metrics import Metrics

_MOST_SHOWN = 10
"""Numbers that are shown; older ones are in the log."""


class Unmatched:
    """Counts these calls, logs each, and keeps what the last of them asked for."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._calls = 0
        self._last: deque[str] = deque(maxlen=_MOST_SHOWN)
        self._log = structlog.get_logger(__name__)

    def came(self, number: str, to: str) -> None:
        """Take note of a call to `number` whose header To was `to`, both as the dialplan filtered them."""
        self._calls += 1
        self._metrics.unmatched()
        if number in self._last:
            self._last.remove(number)
        self._last.append(number)
        self._log.warning("unmatched_call", number=number, to=to, answered=404)

    def as_json(self) -> dict[str, object]:
        """Return how many came since the start, and the last numbers, each once, the newest last; for JSON."""
        return {"calls": self._calls, "numbers": list(self._last)}
