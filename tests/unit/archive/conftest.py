"""A database for each test: SQLite in a folder, and a PostgreSQL of our own."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from demo.daemon_config import REPOSITORY
from demo.postgresql import PostgresqlServer, find_or_fetch_postgresql, running_postgresql
from tests.unit.archive.databases import with_driver
from veertien.archive.database import Database

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    with running_postgresql(find_or_fetch_postgresql(REPOSITORY / "build")) as server:
        yield server


def new_database(server: PostgresqlServer) -> URL:
    """Make a database on it."""
    name = f"records{next(_NUMBERS)}"
    engine = create_engine(with_driver(make_url(server.url("postgres"))), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server.url(name))


@pytest.fixture
def postgresql_url(postgresql: PostgresqlServer) -> URL:
    """A new database on it."""
    return new_database(postgresql)


@pytest.fixture(scope="module")
def postgresql_for_module(postgresql: PostgresqlServer) -> URL:
    """The same, for all tests of a module."""
    return new_database(postgresql)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "records.sqlite"))
    found: URL = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def database(url: URL) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def brief_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the database given up soon."""
    monkeypatch.setattr("veertien.archive.database.WAIT_SECONDS", 0.2)
