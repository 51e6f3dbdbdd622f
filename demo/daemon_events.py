"""What the daemon publishes of calls at /events, read by one who has just come, or follows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp

PUBLISHED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """An event: its id, its name, and its fields."""

    id: str
    name: str
    fields: dict[str, Any]


class DaemonEvents:
    """The events of a daemon's calls."""

    def __init__(self, web: int) -> None:
        """`web` is the port of its web server."""
        self._url = f"http://127.0.0.1:{web}/events"

    async def so_far(self, name: str) -> list[dict[str, Any]]:
        """Return the fields of the events of this name so far, as many as are kept.

        Raises:
            aiohttp.ClientError: nobody answers there.
        """
        return [event.fields async for event in self._read("?follow=no", None) if event.name == name]

    async def published(self, name: str, times: int = 1) -> list[dict[str, Any]]:
        """Wait until so many events of this name are published, for they come behind the call; return their fields.

        Raises:
            aiohttp.ClientError: nobody answers there.
            TimeoutError: there were not so many within PUBLISHED_SECONDS.
        """
        async with asyncio.timeout(PUBLISHED_SECONDS):
            while len(found := await self.so_far(name)) < times:
                await asyncio.sleep(0.05)
        return found

    async def come(self) -> AsyncIterator[PublishedEvent]:
        """Give each event that comes from now on, until cancelled.

        Raises:
            aiohttp.ClientError: nobody answers there, or no more.
        """
        last = [event.id async for event in self._read("?follow=no", None)][-1:]
        async for event in self._read("", last[0] if last else None):
            yield event

    async def _read(self, query: str, after: str | None) -> AsyncIterator[PublishedEvent]:
        headers = {} if after is None else {"Last-Event-ID": after}
        endless = aiohttp.ClientTimeout(total=None)
        async with (
            aiohttp.ClientSession(timeout=endless) as session,
            session.get(self._url + query, headers=headers) as answer,
        ):
            answer.raise_for_status()
            fields: dict[str, str] = {}
            async for line in answer.content:
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key in ("id", "event", "data"):
                    fields[key] = value
                elif fields:
                    yield PublishedEvent(fields["id"], fields["event"], json.loads(fields["data"]))
                    fields = {}
