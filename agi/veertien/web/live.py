"""Keeps open pages up to date: what is shown is found out, and made into text, once for all who look at the same.

As server-sent events: `part` is a piece of the page that is another now, `point` a point of the picture.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from veertien.web.rendering import View

_LOOK_SECONDS = 0.5
"""Seconds between two looks while somebody has a page open; nobody looks otherwise."""
MOST_OPEN_PAGES = 200
"""Pages that are kept up to date at once; others have to be loaded again."""
_ALIVE_SECONDS = 15.0
"""Seconds of silence after which a comment shows a reader, and any proxy in between, that the connection lives."""
_SEND_SECONDS = 10.0
"""Seconds that a reader may take to take in what was sent; who doesn't is let go."""
_POINT_SECONDS = 1.0
"""Seconds from one point of the picture to the next, at least."""
_POINTS = 600
"""How many it has: ten minutes."""

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows at one moment."""

    parts: Mapping[str, str]
    """HTML, by the id of the element that holds it."""
    point: tuple[float, ...] | None = None
    """The time in Unix seconds, and the values of the picture's lines; None where there is no picture."""


Make = Callable[[View], Awaitable[Shown]]


@dataclass(slots=True)
class _Channel:
    """What all readers get that look at the same, each message with its number."""

    view: View
    readers: int = 0
    number: int = 0
    parts: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    points: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=_POINTS))
    pointed: float = float("-inf")
    more: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    joined: dict[int, bytes] = field(default_factory=dict)
    """What `after` returned since the last change: readers are mostly equally far."""

    def put(self, shown: Shown) -> None:
        """Take what is shown now; readers get what is another."""
        before = self.number
        for name, html in shown.parts.items():
            message = _message("part", {"id": name, "html": html})
            if self.parts.get(name, (0, b""))[1] != message:
                self.number += 1
                self.parts[name] = (self.number, message)
        if shown.point is not None and shown.point[0] - self.pointed >= _POINT_SECONDS:
            self.number += 1
            self.pointed = shown.point[0]
            self.points.append((self.number, _message("point", shown.point)))
        if self.number > before:
            self.joined.clear()
            more, self.more = self.more, asyncio.Event()
            more.set()

    def after(self, number: int) -> bytes:
        """Return the messages with a higher number."""
        if number not in self.joined:
            points = [message for at, message in self.points if at > number]
            parts = [message for at, message in self.parts.values() if at > number]
            self.joined[number] = b"".join((*parts, *points))
        return self.joined[number]


class Live:
    """Sends each open page what changes on it."""

    def __init__(self) -> None:
        self._channels: dict[_Key, _Channel] = {}
        self._readers: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger(__name__)

    async def follow(self, request: web.Request, view: View, make: Make) -> web.StreamResponse:
        """Answer until the reader goes. `make` finds out what the page shows now."""
        if len(self._readers) >= MOST_OPEN_PAGES:
            raise web.HTTPServiceUnavailable
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        async with self._channel(view, make) as channel:
            reader = asyncio.create_task(_send(request, response, channel))
            self._readers.add(reader)
            try:
                await asyncio.wait([reader])
            finally:
                self._readers.discard(reader)
                reader.cancel()
            gone = None if reader.cancelled() else reader.exception()
        if isinstance(gone, ConnectionError | TimeoutError) and request.transport is not None:
            # Closed, the connection would wait for what was not taken in.
            request.transport.abort()
        elif gone is not None:
            raise gone
        return response

    async def stop(self, _: web.Application) -> None:
        """End all answers, so that the server can stop."""
        for reader in self._readers:
            reader.cancel()

    @asynccontextmanager
    async def _channel(self, view: View, make: Make) -> AsyncIterator[_Channel]:
        key = (view.path, view.language, view.visitor.scope)
        channel = self._channels.setdefault(key, _Channel(view))
        channel.readers += 1
        if channel.task is None:
            channel.task = asyncio.create_task(self._keep(channel, make))
        try:
            yield channel
        finally:
            channel.readers -= 1
            if not channel.readers:
                channel.task.cancel()
                self._channels.pop(key, None)

    async def _keep(self, channel: _Channel, make: Make) -> None:
        while True:
            try:
                channel.put(await make(channel.view))
            except Exception:
                self._log.exception("page_failed", path=channel.view.path)
            await asyncio.sleep(_LOOK_SECONDS)


async def _send(request: web.Request, response: web.StreamResponse, channel: _Channel) -> None:
    number = 0
    # Without a transport the reader has gone.
    while request.transport is not None:
        more = channel.more
        messages, number = channel.after(number), channel.number
        async with asyncio.timeout(_SEND_SECONDS):
            await response.write(messages or b":\n\n")
        try:
            async with asyncio.timeout(_ALIVE_SECONDS):
                await more.wait()
        except TimeoutError:
            continue


def _message(event: str, data: object) -> bytes:
    # JSON on one line: a line break would end the field.
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=True)}\n\n".encode()
