"""How long what was too slow is left alone: each time it is asked in vain costs a caller the whole wait."""

from dataclasses import dataclass

MOST_MISSES = 3
"""Answers that may come too late one after the other: a burst of calls, a backup that begins."""
FIRST_REST_SECONDS = 30.0
LONGEST_REST_SECONDS = 480.0


@dataclass(slots=True)
class Rest:
    """Rests after a few misses in a row, and twice as long after each further one; an answer in time ends it."""

    _misses: int = 0
    _until: float | None = None

    def left(self, at: float) -> float:
        """Return how many seconds it still rests at this moment, by a clock that doesn't go back; 0 when it doesn't."""
        return 0.0 if self._until is None else max(0.0, self._until - at)

    def miss(self, at: float) -> float:
        """Note an answer that was too late; return for how many seconds it rests for it, 0 for none."""
        if self.left(at):
            # Asked before the rest began.
            return 0.0
        self._misses += 1
        if self._misses < MOST_MISSES:
            return 0.0
        seconds: float = min(FIRST_REST_SECONDS * 2.0 ** (self._misses - MOST_MISSES), LONGEST_REST_SECONDS)
        self._until = at + seconds
        return seconds

    def answer(self) -> None:
        """Note an answer in time."""
        self._misses, self._until = 0, None
