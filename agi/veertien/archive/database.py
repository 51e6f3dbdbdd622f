"""The database of call records: SQLite in a file, or PostgreSQL by URL. Blocking."""

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Row, Table, create_engine, delete, event, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from veertien.archive.hours import insertion, is_alone, roll_up
from veertien.archive.migrating import OtherVersionError, bring_back, check_step, migrate, migration_steps
from veertien.archive.rows import KeptRow
from veertien.archive.schema import CALL, CHANGE, TABLE_OF, UtcTime

WAIT_SECONDS = 5
"""Seconds to wait for somebody else's lock."""
_CONNECT_SECONDS = 3
STATEMENT_SECONDS = 15
"""Seconds that PostgreSQL may take for one statement of the writer."""
_WRITER = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON")
_READER = ("query_only = ON",)
"""What SQLite is told on each connection."""
ROWS_AT_ONCE = 1000
"""Rows that are read, and calls that are deleted, at once."""

_PLANS = "-c random_page_cost=1.1 -c jit=off"
"""Else PostgreSQL reckons with a disk that turns, and reads all calls where an index holds what is asked for; and takes
longer to compile what is asked than to find it."""
_STEPS = 20_000
"""Of SQLite's machine between two looks at the time; a millisecond or so."""
_INTERRUPTED = "interrupted"
"""What SQLite says when it was stopped at such a look."""

_READING = "reading"
_Result = TypeVar("_Result")


class DatabaseUnusableError(Exception):
    """The database can't be used now: out of reach, locked, full, damaged, of another version. Says why."""


class RowsRefusedError(Exception):
    """The database won't take one of the rows, now or later. Says why."""


class Database:
    """The records in one database, which is made when there is none. For one thread at a time.

    Every method raises DatabaseUnusableError; the next call opens the database anew.
    """

    def __init__(self, url: URL, *, most_seconds: int = STATEMENT_SECONDS, read_only: bool = False) -> None:
        """`most_seconds` is how long PostgreSQL may take for one statement; 0 for as long as it needs.

        `read_only` makes and changes nothing, and takes a database only as this version writes it. Then SQLite may take
        as long for all that is read at once.
        """
        self._file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        self._url = url
        self._most_seconds = most_seconds
        self._read_only = read_only
        self._engine: Engine | None = None
        self._was_prepared = False
        self._inode: int | None = None

    def prepare(self) -> None:
        """Make the tables, or bring them to this version's state; nothing where they have it.

        Every other method does so when it opens the database for the first time. Not again: whose tables were brought
        back to an earlier version meanwhile are left to that one.
        """
        self._do(lambda _: None)

    def steps(self) -> tuple[str | None, str | None, bool]:
        """Return the step that its tables are at, the one this version wants, and whether there is a way back.

        Changes nothing, and takes a database of any version.
        """
        engine = self._made_engine()
        try:
            return migration_steps(engine)
        except SQLAlchemyError as error:
            raise DatabaseUnusableError(_why(error)) from error
        finally:
            engine.dispose()

    def go_back(self, step: str) -> None:
        """Bring the tables back to the step of an earlier version; rows stay, but for what that step didn't have."""
        engine = self._made_engine()
        try:
            bring_back(engine, step)
        except (SQLAlchemyError, OtherVersionError) as error:
            raise DatabaseUnusableError(_why(error)) from error
        finally:
            engine.dispose()

    def write(self, rows: Sequence[KeptRow]) -> int:
        """Write rows, each once however often it comes; return how many were new. All or none.

        Raises RowsRefusedError where one of them doesn't fit.
        """
        return self._do(lambda connection: sum(_insert(connection, table, rows) for table in TABLE_OF.values()))

    @property
    def address(self) -> str:
        """Where it is, without a password."""
        return self._url.render_as_string(hide_password=True)

    def forget(self, call: str) -> int:
        """Delete the call with this id, or Asterisk's unique id, with its answers; return how many that were."""
        named = (CALL.c.id == call) | (CALL.c.unique_id == call)
        return self._do(lambda connection: connection.execute(delete(CALL).where(named)).rowcount)

    def forget_between(self, since: datetime, until: datetime) -> int:
        """Delete the calls that began from `since` on and before `until`; return how many that were."""
        within = (CALL.c.started_at >= since) & (CALL.c.started_at < until)
        return self._do(lambda connection: connection.execute(delete(CALL).where(within)).rowcount)

    def expire(self, before: datetime) -> int:
        """Delete some of the calls that began before this moment, the oldest first; return how many that were.

        In the same step they are added to the hours, which stay. To be repeated until it returns 0.
        """

        def some(connection: Connection) -> int:
            oldest = select(CALL.c.id).where(CALL.c.started_at < before).order_by(CALL.c.started_at, CALL.c.id)
            if not is_alone(connection):
                return 0
            ids = list(connection.execute(oldest.limit(ROWS_AT_ONCE)).scalars())
            if ids:
                roll_up(connection, ids)
                connection.execute(delete(CALL).where(CALL.c.id.in_(ids)))
            else:
                connection.execute(delete(CHANGE).where(CHANGE.c.at < before))
            return len(ids)

        return self._do(some)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""

        def count(connection: Connection) -> dict[str, int]:
            queries = {each.name: select(func.count()).select_from(each) for each in TABLE_OF.values()}
            return {name: connection.execute(query).scalar_one() for name, query in queries.items()}

        return self._do(count)

    def rows(self, table: Table, since: datetime | None, until: datetime | None) -> Iterator[Row[Any]]:
        """Give a table's rows from `since` on and before `until`, the oldest first, a few at a time in memory."""
        time = next(column for column in table.columns if isinstance(column.type, UtcTime))
        query = select(table).order_by(time, *table.primary_key.columns)
        query = query if since is None else query.where(time >= since)
        query = query if until is None else query.where(time < until)
        with self._usable() as engine, engine.connect() as connection:
            options = {"stream_results": True, "yield_per": ROWS_AT_ONCE, _READING: True}
            for part in connection.execution_options(**options).execute(query).partitions():
                yield from part

    def read(self, work: Callable[[Connection], _Result]) -> _Result:
        """Return what is found out on a connection on which all is as at one moment, whoever writes meanwhile."""
        # SQLite's transactions are so by themselves.
        level = {"isolation_level": "REPEATABLE READ"} if self._file is None else {}
        with self._usable() as engine, engine.connect() as connection:
            return work(connection.execution_options(**{_READING: True}, **level))

    def transact(self, work: Callable[[Connection], _Result]) -> _Result:
        """Return what `work` does in one transaction."""
        return self._do(work)

    def close(self) -> None:
        """Close it; harmless where it isn't open."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    def _do(self, work: Callable[[Connection], _Result]) -> _Result:
        with self._usable() as engine, engine.begin() as connection:
            return work(connection)

    @contextmanager
    def _usable(self) -> Iterator[Engine]:
        try:
            yield self._opened()
        except (DataError, IntegrityError) as error:
            raise RowsRefusedError(_why(error)) from error
        except (SQLAlchemyError, OtherVersionError, OSError) as error:
            self.close()
            raise DatabaseUnusableError(_why(error)) from error
        except ModuleNotFoundError as error:
            raise DatabaseUnusableError(f"{error}; pip install 'veertien[postgresql]'") from error

    def _opened(self) -> Engine:
        if self._file is not None and (self._engine is None or _inode(self._file) != self._inode):
            # A file that was taken away or replaced would go on being written unseen.
            self.close()
            if self._read_only and not self._file.exists():
                raise FileNotFoundError(f"there is no {self._file} yet; `veertien serve` makes it")
            if not self._read_only:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
            inode = _inode(self._file)
            self._was_prepared = self._was_prepared and inode == self._inode
            self._inode = inode
        if self._engine is None:
            engine = self._made_engine()
            try:
                if self._read_only:
                    check_step(engine)
                else:
                    migrate(engine, was_done=self._was_prepared)
            except BaseException:  # an engine that could not be used must not keep its connections
                engine.dispose()
                raise
            self._engine, self._was_prepared = engine, True
        return self._engine

    def _made_engine(self) -> Engine:
        if self._file is None:
            return _postgresql(self._url, self._most_seconds, read_only=self._read_only)
        if not self._read_only:
            return _sqlite(self._url, read_only=False, most_seconds=0)
        uri = {"mode": "ro", "uri": "true"}
        return _sqlite(
            self._url.set(database=f"file:{quote(str(self._file))}", query=uri),
            read_only=True,
            most_seconds=self._most_seconds,
        )


def _insert(connection: Connection, table: Table, rows: Sequence[KeptRow]) -> int:
    values = [asdict(row) for row in rows if TABLE_OF[type(row)] is table]
    if not values:
        return 0
    statement = insertion(connection, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(statement, values).rowcount


def _sqlite(url: URL, *, read_only: bool, most_seconds: int) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, pool_size=1, hide_parameters=True)
    ends_at = math.inf

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # Else Python's sqlite3 begins transactions as it likes, and none before tables are made.
        connection.isolation_level = None
        for pragma in _READER if read_only else _WRITER:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        if most_seconds:
            connection.set_progress_handler(lambda: time.monotonic() > ends_at, _STEPS)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        nonlocal ends_at
        ends_at = time.monotonic() + most_seconds
        reading = read_only or connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL, most_seconds: int, *, read_only: bool) -> Engine:
    deadlines = f"-c statement_timeout={most_seconds}s -c lock_timeout={WAIT_SECONDS}s"
    settings = f"{deadlines} -c timezone=UTC -c default_transaction_read_only={read_only} {_PLANS}"
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": settings,
            "application_name": "veertien",
            # Milliseconds after which a server that is gone without a word counts as gone.
            "tcp_user_timeout": 1000 * (most_seconds or STATEMENT_SECONDS),
        },
        pool_size=1,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _inode(file: Path) -> int | None:
    return file.stat().st_ino if file.exists() else None


def _why(error: Exception) -> str:
    """Return one line without the statement, whose values are of no use to who reads the log."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig else error
    text = " ".join(str(said).split()) or repr(said)
    return "it gave no answer in time" if text == _INTERRUPTED else text
