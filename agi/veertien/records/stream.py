"""The one stream of call events: who has something to report publishes it, who keeps account of calls listens.

The latest events are kept, numbered, for readers that come and go: they miss nothing that is still there.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any, TypeVar

import structlog

from veertien.callflow import CallEvent, CallOffered, CallRecorded
from veertien.callflow.events import FALLBACK_OUTCOME

_MOST_KEPT = 2000
"""Events that are kept, some ten a call."""

_MOST_SELF_TESTS = 1000
"""Self-tests that are known again: something may be heard of one after its record."""

_Kind = TypeVar("_Kind", bound=CallEvent)


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event and its number: 1 for the first since the start of the daemon."""

    number: int
    event: CallEvent

    @property
    def fields(self) -> dict[str, Any]:
        """The event's fields as they are shown to readers, `at` as ISO 8601."""
        event = self.event
        found = call_line(event) if isinstance(event, CallRecorded) else asdict(event)
        return {**found, "call": event.call, "at": event.at.isoformat(timespec="milliseconds")}


class CallStream:
    """Passes each event on to who listens for its kind, in the order in which events came.

    An event that a listener publishes comes after the one it heard. No listener can make a call fail: `fault` says what
    went wrong the last time, None where nothing did.
    """

    def __init__(self, most_kept: int = _MOST_KEPT) -> None:
        self.fault: str | None = None
        self._listeners: dict[type[Any], list[Callable[[Any], None]]] = {}
        self._of_callers: dict[type[Any], list[Callable[[Any], None]]] = {}
        self._self_tests: OrderedDict[str, None] = OrderedDict()
        self._waiting: deque[CallEvent] = deque()
        self._passing_on = False
        self._kept: deque[Numbered] = deque(maxlen=most_kept)
        self._came = 0
        self._more = asyncio.Event()
        self._log = structlog.get_logger(__name__)

    def listen(self, kind: type[_Kind], listener: Callable[[_Kind], None]) -> None:
        """Have `listener` called with each event of this kind from now on."""
        self._listeners.setdefault(kind, []).append(listener)

    def listen_to_callers(self, kind: type[_Kind], listener: Callable[[_Kind], None]) -> None:
        """Do the same, and leave self-tests out."""
        self._of_callers.setdefault(kind, []).append(listener)

    def publish(self, event: CallEvent) -> None:
        """Pass an event on; never raises."""
        self._waiting.append(event)
        if self._passing_on:
            return
        self._passing_on, self.fault = True, None
        try:
            while self._waiting:
                event = self._waiting.popleft()
                self._came += 1
                self._kept.append(Numbered(self._came, event))
                if isinstance(event, CallOffered) and event.arrival.selftest:
                    self._self_tests[event.call] = None
                    while len(self._self_tests) > _MOST_SELF_TESTS:
                        self._self_tests.popitem(last=False)
                of_callers = () if event.call in self._self_tests else self._of_callers.get(type(event), ())
                for listener in (*self._listeners.get(type(event), ()), *of_callers):
                    try:
                        listener(event)
                    except Exception as error:
                        self.fault = repr(error)
                        self._log.error("record_failed", why=self.fault, exc_info=error)
        finally:
            self._passing_on = False
            more, self._more = self._more, asyncio.Event()
            more.set()

    def after(self, number: int) -> tuple[Numbered, ...]:
        """Return the events with a higher number that are still kept, in order."""
        kept = len(self._kept)
        behind = min(max(0, self._came - number), kept)
        return tuple(self._kept[place] for place in range(kept - behind, kept))

    async def until_after(self, number: int) -> None:
        """Return when there has been an event with a higher number."""
        while self._came <= number:
            await self._more.wait()


def call_line(event: CallRecorded) -> dict[str, Any]:
    """Return all that is known of a call as one line: the record's fields, those of its end, how it came in, and when.

    Times are in UTC, to the millisecond.
    """
    found: dict[str, Any] = {}
    for part in (event.record, event.end):
        if part is not None:
            found |= asdict(part)
    found = found or {"call": event.call, "outcome": FALLBACK_OUTCOME}
    arrival = {} if event.arrival is None else asdict(event.arrival)
    times = {
        f"{name}_at": at and at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for name, at in asdict(event.times).items()
    }
    return found | arrival | times
