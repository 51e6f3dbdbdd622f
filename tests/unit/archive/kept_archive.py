"""An archive that tests break and mend: with its files, and waits that end."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Archive, Database, LookAfter, OpenMark, Spool
from veertien.archive import archive as module

LONG_AGO = NOON - timedelta(days=90)
MOST_SECONDS = 30.0


class Kept:
    """An archive with its files, whose rest after a fault the test ends."""

    def __init__(self, folder: Path, most_bytes: int, url: URL | None) -> None:
        self.file, self.spool = folder / "records.sqlite", folder / "records.spool"
        self.seconds = 0.0
        self.database = Database(url or URL.create("sqlite", database=str(self.file)))
        self.archive = Archive(
            self.database,
            Spool(self.spool, most_bytes),
            NODE,
            OpenMark(self.spool.with_name("open")),
            lambda: self.seconds,
        )

    def call(self, place: int) -> None:
        name = f"{place}.0"
        for answer in heard(name):
            self.archive.take(answer)
        self.archive.take(asked_call(name, NOON + timedelta(seconds=place)))

    def look(self) -> None:
        """What the daemon has done now and then, after the rest that follows a fault."""
        self.seconds += module.DATABASE_REST_SECONDS
        self.archive.take(LookAfter(LONG_AGO))

    def rows(self) -> list[tuple[str, int]]:
        with sqlite3.connect(self.file) as connection:
            counts = "SELECT unique_id, count(place) FROM call JOIN answer ON call_id = call.id"
            return connection.execute(f"{counts} GROUP BY 1 ORDER BY started_at").fetchall()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(MOST_SECONDS):
            while not what():
                await asyncio.sleep(0.01)

    async def well(self) -> None:
        """Wait until the database is written to again, and nothing is left in the spool."""
        await self.until(lambda: self.archive.fault is None)
        await self.idle()

    async def idle(self) -> None:
        await self.until(lambda: self.archive.waiting == 0)


@asynccontextmanager
async def kept_in(folder: Path, most_bytes: int = 1_000_000, url: URL | None = None) -> AsyncIterator[Kept]:
    kept = Kept(folder, most_bytes, url)
    yield kept
    await kept.archive.stop()
