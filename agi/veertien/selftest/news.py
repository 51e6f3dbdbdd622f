"""What the daemon publishes of test calls, at /events and /now."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from veertien.addresses import host_and_port, reached_at
from veertien.config import WebSettings
from veertien.routing import TrunkState, TrunkStates

_ANSWER_SECONDS = 2.0
"""How long the daemon may take to answer."""
_LONGEST_LINE = 1_000_000

_NO_DAEMON = "no daemon answers"


@dataclass(slots=True)
class CallNews:
    """What the daemon has said of one call."""

    heard: list[str] = field(default_factory=list)
    """What became of each answer: accept, confirm or reject."""
    decided: bool = False
    given_up: bool = False
    dialled: list[tuple[str, int]] = field(default_factory=list)
    """Endpoints, with their place in the list, 0 for the fallback."""
    settled: Mapping[str, Any] | None = None
    record: Mapping[str, Any] | None = None
    """The call's line, once it is over."""

    def take(self, name: str, fields: Mapping[str, Any]) -> None:
        """Take an event of this call."""
        match name:
            case "heard":
                self.heard.append(str(fields["decision"]))
            case "decided":
                self.decided = True
            case "given_up":
                self.given_up = True
            case "dialled":
                self.dialled.append((str(fields["endpoint"]), int(fields["attempt"])))
            case "settled":
                self.settled = fields["record"]
            case "call":
                self.record = fields


class DaemonNews:
    """The events of the daemon's calls, as they come."""

    def __init__(self, session: ClientSession, address: str) -> None:
        self.fault: str | None = None
        """Why nothing comes."""
        self._session = session
        self._address = address
        self._calls: dict[str, CallNews] = {}
        self._changed = asyncio.Event()

    def of(self, call: str) -> CallNews:
        """Return what is known of a call, empty at first; it goes on changing."""
        return self._calls.setdefault(call, CallNews())

    async def until(self, call: str, known: Callable[[CallNews], object], seconds: float) -> None:
        """Wait until this is known of a call, but no longer than so many seconds, nor when nothing comes any more."""
        news = self.of(call)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not known(news) and self.fault is None:
                    self._changed.clear()
                    await self._changed.wait()

    async def trunk_states(self) -> TrunkStates:
        """Return what the daemon knows of each endpoint; nothing where it does not answer."""
        try:
            timeout = ClientTimeout(total=_ANSWER_SECONDS)
            async with self._session.get(f"{self._address}/now", timeout=timeout) as answer:
                said = await answer.json()
            return {trunk["endpoint"]: TrunkState(trunk["state"]) for trunk in said["trunks"]}
        except (TimeoutError, ClientError, OSError, KeyError, TypeError, ValueError) as error:
            self.fault = self.fault or str(error) or _NO_DAEMON
            return {}

    async def follow(self) -> None:
        """Take each event, until cancelled or the daemon is gone."""
        try:
            timeout = ClientTimeout(total=None, connect=_ANSWER_SECONDS)
            async with self._session.get(f"{self._address}/events", timeout=timeout) as answer:
                answer.raise_for_status()
                name = ""
                async for line in answer.content:
                    key, _, value = line.decode("utf-8", "replace").rstrip("\n").partition(": ")
                    if key == "event":
                        name = value
                    elif key == "data":
                        self._take(name, json.loads(value))
        except (TimeoutError, ClientError, OSError, ValueError, KeyError, TypeError) as error:
            self.fault = str(error) or _NO_DAEMON
        else:
            self.fault = _NO_DAEMON
        self._changed.set()

    def _take(self, name: str, fields: Mapping[str, Any]) -> None:
        news = self._calls.get(str(fields["call"]))
        if news is not None:
            news.take(name, fields)
            self._changed.set()


@asynccontextmanager
async def daemon_news(settings: WebSettings) -> AsyncIterator[DaemonNews]:
    """Follow the daemon's events inside the block."""
    address = f"http://{host_and_port(reached_at(settings.host), settings.port)}"
    async with ClientSession(trust_env=False, read_bufsize=_LONGEST_LINE) as session:
        news = DaemonNews(session, address)
        following = asyncio.create_task(news.follow())
        try:
            yield news
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
