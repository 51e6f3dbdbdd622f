"""The database of remembered choices: SQLite, in one file.

A row is a hash of a caller's number, the number dialled, the CBS code chosen, and the day on which it no longer
counts: a day and not a moment, which would lead to the call in a log.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from veertien.memory.caller_key import CallerKey

SCHEMA = 1
"""The version of the tables below, in the file as `user_version`."""
_CREATE = """
BEGIN IMMEDIATE;
CREATE TABLE choice (
    key BLOB NOT NULL,
    caller BLOB NOT NULL,
    dialled TEXT NOT NULL,
    municipality TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (caller, dialled)
) WITHOUT ROWID;
CREATE INDEX choice_until ON choice (until);
PRAGMA user_version = 1;
COMMIT;
"""
_MAGIC = b"SQLite format 3\0"

_Result = TypeVar("_Result")


class StoreUnusableError(Exception):
    """The database can't be used now: locked, full, damaged, of another version, or out of reach. Says why."""


class ChoiceStore:
    """Remembered choices in one file, which is made when there is none. Blocking; for one thread at a time.

    Every method raises StoreUnusableError; the next call opens the file anew.
    """

    def __init__(self, path: Path, key: bytes, wait_seconds: float) -> None:
        """`wait_seconds` is how long to wait for somebody else's lock."""
        self._path = path
        self._key = CallerKey(key)
        self._wait_seconds = wait_seconds
        self._connection: sqlite3.Connection | None = None
        self._inode: int | None = None

    def recall(self, number_e164: str, dialled: str, today: date) -> str | None:
        """Return the CBS code of what a caller chose under a number, None where nothing is remembered."""
        query = "SELECT municipality FROM choice WHERE caller = ? AND dialled = ? AND until > ?"
        values = (self._key.hashed(number_e164), dialled, today.isoformat())
        row = self._do(lambda connection: connection.execute(query, values).fetchone())
        return None if row is None else str(row[0])

    def remember(self, number_e164: str, dialled: str, code: str, until: date) -> None:
        """Remember a choice in place of an earlier one; `until` is the first day on which it no longer counts."""
        values = (self._key.name, self._key.hashed(number_e164), dialled, code, until.isoformat())
        self._do(lambda connection: connection.execute("INSERT OR REPLACE INTO choice VALUES (?, ?, ?, ?, ?)", values))

    def forget(self, number_e164: str) -> int:
        """Forget all that one caller chose; returns how many choices that were."""
        return self._delete("DELETE FROM choice WHERE caller = ?", (self._key.hashed(number_e164),))

    def forget_all(self) -> int:
        """Forget everything; returns how many choices that were."""
        return self._delete("DELETE FROM choice", ())

    def tidy(self, today: date, latest: date | None) -> int:
        """Delete what no longer counts, and what was written under another key; returns how many choices that were.

        What counts for longer than `latest` counts until then: the rule that it was written under was another. Where
        nothing was ever remembered no file is made.
        """
        if not self._path.exists():
            return 0
        if latest is not None:
            cap = latest.isoformat()
            self._do(lambda connection: connection.execute("UPDATE choice SET until = ? WHERE until > ?", (cap, cap)))
        return self._delete("DELETE FROM choice WHERE until <= ? OR key != ?", (today.isoformat(), self._key.name))

    def close(self) -> None:
        """Close the file; harmless where it isn't open."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _delete(self, statement: str, values: tuple[object, ...]) -> int:
        count = self._do(lambda connection: connection.execute(statement, values).rowcount)
        if count:
            # Else the deleted rows stay readable in the log beside the file.
            self._do(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        return count

    def _do(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        try:
            connection = self._opened()
            with connection:
                return work(connection)
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise StoreUnusableError(f"{self._path}: {error}") from error

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None:
            # A file that was taken away or replaced would go on being read and written unseen.
            if self._path.stat().st_ino == self._inode:
                return self._connection
            self.close()
        _make_private(self._path)
        self._connection = sqlite3.connect(self._path, timeout=self._wait_seconds, check_same_thread=False)
        self._inode = self._path.stat().st_ino
        _prepare(self._connection)
        return self._connection


def _make_private(path: Path) -> None:
    """Make the file where there is none, and see that nobody but its owner can read it; so SQLite's own beside it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        # SQLite takes a short file for an empty database and writes over it, the key's for one.
        with path.open("rb") as opened:
            if opened.read(len(_MAGIC)) not in (b"", _MAGIC):
                raise sqlite3.DatabaseError("file is not a database") from None
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = NORMAL")
    # What is forgotten is overwritten, not only marked as free.
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA:
        return
    if version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError(f"holds something else, or was made by another version (schema {version})")
    try:
        connection.executescript(_CREATE)
    except sqlite3.OperationalError:
        # Somebody else may have made the tables a moment ago.
        if connection.in_transaction:
            connection.rollback()
        if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
            raise
