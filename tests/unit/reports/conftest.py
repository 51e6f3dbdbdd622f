"""Records whose truth is known, in SQLite and in PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from tests.unit.archive.conftest import postgresql
from tests.unit.archive.databases import with_driver
from tests.unit.archive.made_calls import NODE
from tests.unit.reports.known_calls import KnownCall, known_calls
from veertien.archive import Archive, Database, OpenMark, Spool
from veertien.callflow import CallRecorded, NameHeard

__all__ = ["postgresql"]

CALLS = 10_000
MOST_WAITING = 1000
"""Rows that wait for the writer at most: real calls come more slowly."""


@pytest.fixture(scope="session")
def known() -> Sequence[KnownCall]:
    return known_calls(CALLS)


def keep(url: URL, calls: Sequence[KnownCall], folder: Path, *others: NameHeard | CallRecorded) -> None:
    """Have the daemon's own writer write them, and what is told of other calls."""

    async def write() -> None:
        archive = Archive(Database(url), Spool(folder / "records.spool"), NODE, OpenMark(folder / "records.open"))
        for call in calls:
            while archive.waiting > MOST_WAITING:
                await asyncio.sleep(0.01)
            for answer in call.said():
                archive.take(answer)
            archive.take(call.told())
        for told in others:
            archive.take(told)
        # What a busy machine has not written a few seconds after it is told to stop would be given up.
        while archive.waiting:
            await asyncio.sleep(0.01)
        await archive.stop()
        rows = sum(1 + len(call.answers) for call in calls) + len(others)
        assert (archive.written, archive.lost, archive.fault) == (rows, 0, None)

    asyncio.run(write())


@pytest.fixture(scope="session")
def sqlite_records(tmp_path_factory: pytest.TempPathFactory, known: Sequence[KnownCall]) -> URL:
    folder = tmp_path_factory.mktemp("records")
    url = URL.create("sqlite", database=str(folder / "records.sqlite"))
    keep(url, known, folder)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], scope="session")
def records(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, known: Sequence[KnownCall]
) -> URL:
    """The database in which they are; nobody changes it."""
    if request.param == "sqlite":
        url: URL = request.getfixturevalue("sqlite_records")
        return url
    server = request.getfixturevalue("postgresql")
    engine = create_engine(with_driver(make_url(server.url("postgres"))), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE reported"))
    engine.dispose()
    url = make_url(server.url("reported"))
    keep(url, known, tmp_path_factory.mktemp("postgresql"))
    return url


@pytest.fixture
def database(records: URL) -> Iterator[Database]:
    database = Database(records)
    yield database
    database.close()


@pytest.fixture
def new_database(tmp_path: Path) -> Iterator[Callable[[Sequence[KnownCall]], Database]]:
    """Return a SQLite with calls of one's own."""
    opened: list[Database] = []

    def make(calls: Sequence[KnownCall]) -> Database:
        url = URL.create("sqlite", database=str(tmp_path / f"{len(opened)}.sqlite"))
        keep(url, calls, tmp_path)
        opened.append(Database(url))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
