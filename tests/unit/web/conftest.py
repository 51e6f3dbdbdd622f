"""The pages as they are served, on a port of their own, with records of our own."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from sqlalchemy.engine import URL

from tests.unit.reports.conftest import keep
from tests.unit.reports.known_calls import known_calls
from tests.unit.web.daemon import OwnDaemon
from veertien.config import PagesSettings, RecordsSettings, Settings, WebSettings
from veertien.web.server import serving_pages

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
"""What time it is on the pages: noon in Amsterdam."""
KNOWN = known_calls(4000)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Served:
    """Pages that are served."""

    port: int
    _session: ClientSession

    def events(self, path: str = "/now", **headers: str) -> "Events":
        """Follow a page."""
        return Events(self._session, f"http://127.0.0.1:{self.port}{path}", headers)

    async def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(method, f"http://127.0.0.1:{self.port}{path}", headers=given) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.text())


class Events:
    """What a page that is open is sent, while inside the block."""

    def __init__(self, session: ClientSession, address: str, headers: dict[str, str]) -> None:
        self._asked = session.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self.raw = b""

    async def __aenter__(self) -> Self:
        self.answer = await self._asked.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.answer.close()

    async def next(self) -> tuple[str, Any]:
        """Return the next event's name and data."""
        name = ""
        async with asyncio.timeout(20):
            async for line in self.answer.content:
                self.raw += line
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "event":
                    name = value
                elif key == "data":
                    return name, json.loads(value)
        raise EOFError

    async def part(self, name: str, holds: str = "") -> str:
        """Return the next state of a part that has a text in it."""
        while True:
            match await self.next():
                case "part", {"id": found, "html": str(html)} if found == name and holds in html:
                    return html


Serve = Callable[..., Awaitable[Served]]


def kept_in(records: Path | URL | None) -> RecordsSettings | None:
    """Return settings for records in a folder, or in a database."""
    match records:
        case None:
            return None
        case Path():
            return RecordsSettings.model_construct(folder=records)
        case url:
            return RecordsSettings.model_construct(given_url=SecretStr(url.render_as_string(hide_password=False)))


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve pages with the settings `pages`, of the records in a folder or a database; None for no records."""
    async with AsyncExitStack() as stack:

        async def start(
            records: Path | URL | None = None, daemon: OwnDaemon | None = None, config: Path | None = None, **pages: Any
        ) -> Served:
            # Port 9 is "discard": nobody listens there.
            reached = WebSettings.model_construct(port=daemon.port if daemon else 9)
            settings = Settings.model_construct(
                pages=PagesSettings.model_construct(port=0, **pages), records=kept_in(records), web=reached
            )
            server = await stack.enter_async_context(serving_pages(settings, lambda: NOON, config))
            return Served(server.port, await stack.enter_async_context(ClientSession()))

        yield start


@pytest.fixture
async def daemon() -> AsyncIterator[OwnDaemon]:
    """A daemon that says what happens now, with calls that a test makes up."""
    async with OwnDaemon() as running:
        yield running


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with records of calls whose truth is known, by the daemon's own writer; nobody changes it."""
    folder = tmp_path_factory.mktemp("records")
    keep(URL.create("sqlite", database=str(folder / "records.sqlite")), KNOWN, folder)
    return folder
