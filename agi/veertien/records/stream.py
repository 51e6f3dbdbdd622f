"""The one stream of call events: who has something to report publishes it, who keeps account of calls listens."""

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import structlog

from veertien.callflow import CallEvent

Kind = TypeVar("Kind", bound=CallEvent)


class CallStream:
    """Passes each event on to who listens for its kind, in the order in which events came.

    An event that a listener publishes comes after the one it was told. No listener can make a call fail: `fault` says
    what went wrong the last time, None where nothing did.
    """

    def __init__(self) -> None:
        self.fault: str | None = None
        self._listeners: dict[type[Any], list[Callable[[Any], None]]] = {}
        self._waiting: deque[CallEvent] = deque()
        self._passing_on = False
        self._log = structlog.get_logger(__name__)

    def listen(self, kind: type[Kind], listener: Callable[[Kind], None]) -> None:
        """Have `listener` called with each event of this kind from now on."""
        self._listeners.setdefault(kind, []).append(listener)

    def publish(self, event: CallEvent) -> None:
        """Pass an event on; never raises."""
        self._waiting.append(event)
        if self._passing_on:
            return
        self._passing_on, self.fault = True, None
        try:
            while self._waiting:
                event = self._waiting.popleft()
                for listener in self._listeners.get(type(event), ()):
                    try:
                        listener(event)
                    except Exception as error:
                        self.fault = repr(error)
                        self._log.error("record_failed", why=self.fault, exc_info=error)
        finally:
            self._passing_on = False
