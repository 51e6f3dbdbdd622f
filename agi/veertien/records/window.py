"""The latest call events, numbered, for readers that come and go: they miss nothing that is still kept."""

import asyncio
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any, get_args

from veertien.callflow import CallEvent, CallRecorded
from veertien.records.stream import CallStream

#: Events that are kept, some ten a call.
MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event and its number: 1 for the first since the start of the daemon."""

    number: int
    event: CallEvent

    @property
    def fields(self) -> dict[str, Any]:
        """The event's fields as they are published, `at` as ISO 8601."""
        event = self.event
        found = event.fields if isinstance(event, CallRecorded) else asdict(event)
        return {**found, "call": event.call, "at": event.at.isoformat(timespec="milliseconds")}


class EventWindow:
    """Keeps the latest events of a stream, MOST_KEPT at most."""

    def __init__(self, stream: CallStream, most_kept: int = MOST_KEPT) -> None:
        self._kept: deque[Numbered] = deque(maxlen=most_kept)
        self._came = 0
        self._more = asyncio.Event()
        for kind in get_args(CallEvent):
            stream.listen(kind, self._take)

    def after(self, number: int) -> tuple[Numbered, ...]:
        """Return the events with a higher number that are still kept, in order."""
        behind = self._came - number
        kept = len(self._kept)
        if behind <= 0:
            return ()
        return tuple(self._kept[place] for place in range(max(0, kept - behind), kept))

    async def until_after(self, number: int) -> None:
        """Return when there has been an event with a higher number."""
        while self._came <= number:
            await self._more.wait()

    def _take(self, event: CallEvent) -> None:
        self._came += 1
        self._kept.append(Numbered(self._came, event))
        more, self._more = self._more, asyncio.Event()
        more.set()
