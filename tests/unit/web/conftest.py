"""The pages as they are served, on a port of their own, with records of our own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from veertien.config import PagesSettings, RecordsSettings, Settings
from veertien.web.server import serving_pages

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
"""What time it is on the pages: noon in Amsterdam."""


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

    async def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(method, f"http://127.0.0.1:{self.port}{path}", headers=given) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.text())


Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve pages with the settings `pages`, of the records in a folder; None for no records."""
    async with AsyncExitStack() as stack:

        async def start(records: Path | None = None, **pages: Any) -> Served:
            kept = None if records is None else RecordsSettings.model_construct(folder=records)
            settings = Settings.model_construct(pages=PagesSettings.model_construct(port=0, **pages), records=kept)
            server = await stack.enter_async_context(serving_pages(settings, lambda: NOON))
            return Served(server.port, await stack.enter_async_context(ClientSession()))

        yield start
