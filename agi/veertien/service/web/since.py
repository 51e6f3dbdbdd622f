"""Since when each trouble has been there."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from veertien.service.troubles import TroublesOf
from veertien.wording import Wording

LOOK_SECONDS = 1.0
"""Seconds between two looks, and so how exact it is."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """A trouble, and when it was seen first."""

    what: str
    """The word for it, as `degraded` in `/healthz` has it."""
    why: Wording
    since: datetime


class TroubleTimes:
    """Remembers of each trouble when it came; one that goes and comes again is a new one."""

    def __init__(self, troubles: TroublesOf, clock: Callable[[], datetime]) -> None:
        self._troubles = troubles
        self._clock = clock
        self._since: dict[str, datetime] = {}

    def look(self) -> tuple[Lasting, ...]:
        """Return the troubles that there are, the oldest first."""
        troubles, now = self._troubles(), self._clock()
        self._since = {what: self._since.get(what, now) for what in troubles}
        found = (Lasting(what, why, self._since[what]) for what, why in troubles.items())
        return tuple(sorted(found, key=lambda each: each.since))

    async def keep_looking(self) -> None:
        """Look again and again until cancelled, so that nobody has to ask for a trouble to have its time."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)
