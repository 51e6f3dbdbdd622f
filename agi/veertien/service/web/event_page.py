"""GET /events: what happens to calls, as server-sent events."""

import asyncio
import json
import re
import secrets

from aiohttp import web

from veertien.callflow import event_name
from veertien.records import CallStream, Numbered

MOST_READERS = 20
"""Readers at once; each costs a connection and what is being sent to it."""
ALIVE_SECONDS = 15.0
"""Seconds of silence after which a comment shows a reader, and any proxy in between, that the connection lives."""
LOOK_SECONDS = 1.0
"""Seconds between two looks whether a reader to whom nothing is sent is still there."""
SEND_SECONDS = 10.0
"""Seconds that a reader may take to take in what was sent; who doesn't is let go."""


class EventPage:
    """Streams the events that are kept, and then each as it comes."""

    def __init__(self, events: CallStream) -> None:
        self._events = events
        self._readers: set[asyncio.Task[None]] = set()
        # Numbers begin anew with each daemon: a reader of the one before has had none of ours.
        self._daemon = secrets.token_hex(4)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Answer until the reader goes, or (`?follow=no`) with what is kept.

        The header Last-Event-ID says which event the reader had last.
        """
        if len(self._readers) >= MOST_READERS:
            raise web.HTTPServiceUnavailable(text=f"There are {MOST_READERS} readers already; try again later.\n")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        number = self._last_number(request.headers.get("Last-Event-ID", ""))
        reader = asyncio.create_task(self._send(request, response, number))
        self._readers.add(reader)
        try:
            await reader
        except (ConnectionError, TimeoutError):
            # The reader is gone, or as good as gone. Closed, the connection would wait for what was not taken in.
            if request.transport is not None:
                request.transport.abort()
        finally:
            self._readers.discard(reader)
            reader.cancel()
        return response

    async def stop(self, _: web.Application) -> None:
        """End all answers, so that the server can stop."""
        for reader in self._readers:
            reader.cancel()

    async def _send(self, request: web.Request, response: web.StreamResponse, number: int) -> None:
        silent = 0.0
        follows = request.query.get("follow") != "no"
        # Without a transport the reader has gone.
        while request.transport is not None:
            for each in self._events.after(number):
                number = each.number
                silent = 0.0
                await self._write(response, self._as_text(each))
            if not follows:
                return
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._events.until_after(number)
            except TimeoutError:
                silent += LOOK_SECONDS
            if silent >= ALIVE_SECONDS:
                silent = 0.0
                await self._write(response, b":\n\n")

    def _as_text(self, each: Numbered) -> bytes:
        # JSON on one line: a line break would end the field.
        data = json.dumps(each.fields, ensure_ascii=True)
        return f"id: {self._daemon}-{each.number}\nevent: {event_name(each.event)}\ndata: {data}\n\n".encode()

    def _last_number(self, last_event_id: str) -> int:
        """Return the number that the reader had last, 0 for none of this daemon's."""
        daemon, _, number = last_event_id.partition("-")
        return int(number) if daemon == self._daemon and re.fullmatch("[0-9]{1,17}", number) else 0

    async def _write(self, response: web.StreamResponse, text: bytes) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await response.write(text)
