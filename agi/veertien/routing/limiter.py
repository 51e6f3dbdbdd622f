"""How often each caller called lately: a sliding window, bounded in memory, to which the time is passed in.

Only calls that were let through count: who keeps redialling while over the rate is let through again as soon as the
window allows it. The window is exact: in no stretch of its length are more calls let through than the rule says.
"""

from bisect import bisect_right
from collections import OrderedDict

from veertien.routing.tables import Rate

_MOST_KEPT = 100_000
"""Calls remembered at once, some 30 MB; beyond it those who have not called for the longest time are forgotten. An
attacker with ever new numbers fills this without getting anybody refused, and whoever keeps calling stays in it."""


class CallLimiter:
    """Counts the calls of each caller under one rule; under another one it begins anew."""

    def __init__(self, most_kept: int = _MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._window: tuple[int, int] | None = None
        # In the order of their last call, let through or not; each with the times of the calls that still count.
        self._calls: OrderedDict[str, list[float]] = OrderedDict()
        self._kept = 0
        self._latest = float("-inf")

    @property
    def kept(self) -> int:
        """How many calls are remembered now."""
        return self._kept

    def admits(self, rate: Rate, caller: str, now: float) -> bool:
        """Whether a call that comes in now is within the rate; it counts from now on if it is.

        `now` is in seconds of a clock that doesn't go back; one that does is taken to stand still.
        """
        if self._window != (rate.calls, rate.seconds):
            self._window = (rate.calls, rate.seconds)
            self._calls.clear()
            self._kept = 0
        self._latest = max(self._latest, now)
        self._forget(self._latest - rate.seconds)
        times = self._calls.get(caller, [])
        self._drop_until(times, self._latest - rate.seconds)
        if len(times) >= rate.calls:
            self._calls.move_to_end(caller)
            return False
        times.append(self._latest)
        self._calls[caller] = times
        self._calls.move_to_end(caller)
        self._kept += 1
        while self._kept > self._most_kept:
            self._kept -= len(self._calls.popitem(last=False)[1])
        return True

    def _forget(self, before: float) -> None:
        """Forget those who have not called lately; one who was refused since stays for a window more at most."""
        while self._calls:
            caller, times = next(iter(self._calls.items()))
            if times[-1] > before:
                return
            self._kept -= len(times)
            del self._calls[caller]

    def _drop_until(self, times: list[float], before: float) -> None:
        over = bisect_right(times, before)
        del times[:over]
        self._kept -= over
