"""The database of remembered choices that several machines share: one table in a PostgreSQL.

The rows are those of the file. Whoever may write rows needs no right to make the table, once somebody has.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from veertien.memory.caller_key import CallerKey
from veertien.memory.choice_store import StoreUnusableError

if TYPE_CHECKING:
    import psycopg

_COMMENT = "Veertien: remembered choices, 1"
"""The version of the table below, as its comment."""
_LOCK = 16
"""PostgreSQL's number of the lock under which one program at a time makes the table: any, as long as it stays."""
_CREATE = f"""
CREATE TABLE choice (
    key BYTEA NOT NULL,
    caller BYTEA NOT NULL,
    dialled TEXT NOT NULL,
    municipality TEXT NOT NULL,
    until DATE NOT NULL,
    PRIMARY KEY (caller, dialled)
);
CREATE INDEX choice_until ON choice (until);
COMMENT ON TABLE choice IS '{_COMMENT}';
"""
_FIND = """
SELECT coalesce(description, '') FROM pg_class LEFT JOIN pg_description
ON objoid = pg_class.oid AND classoid = 'pg_class'::regclass AND objsubid = 0
WHERE relname = 'choice' AND pg_table_is_visible(pg_class.oid)
"""
"""As at one moment: to_regclass() knows a table that has just been made before a query sees its comment."""
_REMEMBER = """
INSERT INTO choice VALUES (%s, %s, %s, %s, %s) ON CONFLICT (caller, dialled) DO UPDATE
SET key = excluded.key, municipality = excluded.municipality, until = excluded.until
"""
_CONNECT_SECONDS = 2
"""The least that PostgreSQL's library takes."""
_STATEMENT_SECONDS = 5

_Result = TypeVar("_Result")


class SharedChoiceStore:
    """Remembered choices in a PostgreSQL, whose table is made with the first. Blocking; for one thread at a time.

    Every method raises StoreUnusableError; the next call connects anew.
    """

    def __init__(self, url: str, password: str | None, key: bytes, wait_seconds: float) -> None:
        """`wait_seconds` is how long to wait for somebody else's lock; `password` goes before one in the `url`."""
        self._url = url
        self._password = password
        self._key = CallerKey(key)
        self._wait_seconds = wait_seconds
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._has_table = False

    def recall(self, number_e164: str, dialled: str, today: date) -> str | None:
        """Return the CBS code of what a caller chose under a number, None where nothing is remembered."""
        query = "SELECT municipality FROM choice WHERE caller = %s AND dialled = %s AND until > %s"
        values = (self._key.hashed(number_e164), dialled, today)
        row = self._do(lambda connection: connection.execute(query, values).fetchone(), None)
        return None if row is None else str(row[0])

    def remember(self, number_e164: str, dialled: str, code: str, until: date) -> None:
        """Remember a choice in place of an earlier one; `until` is the first day on which it no longer counts."""
        values = (self._key.name, self._key.hashed(number_e164), dialled, code, until)
        self._do(lambda connection: connection.execute(_REMEMBER, values), None, make=True)

    def forget(self, number_e164: str) -> int:
        """Forget all that one caller chose; returns how many choices that were."""
        return self._delete("DELETE FROM choice WHERE caller = %s", (self._key.hashed(number_e164),))

    def forget_all(self) -> int:
        """Forget everything; returns how many choices that were."""
        return self._delete("DELETE FROM choice", ())

    def tidy(self, today: date, latest: date | None) -> int:
        """Delete what no longer counts, and what was written under another key; returns how many choices that were.

        What counts for longer than `latest` counts until then: the rule that it was written under was another.
        """
        if latest is not None:
            capped = "UPDATE choice SET until = %s WHERE until > %s"
            self._do(lambda connection: connection.execute(capped, (latest, latest)), None)
        return self._delete("DELETE FROM choice WHERE until <= %s OR key != %s", (today, self._key.name))

    def close(self) -> None:
        """Close the connection; harmless where there is none."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):  # of a connection that is broken nothing is left to be done
                connection.close()

    def _delete(self, statement: str, values: tuple[object, ...]) -> int:
        return self._do(lambda connection: connection.execute(statement, values).rowcount, 0)

    def _do(
        self,
        work: Callable[[psycopg.Connection[tuple[Any, ...]]], _Result],
        without: _Result,
        *,
        make: bool = False,
    ) -> _Result:
        """Return what `work` does in one transaction; `without` where there is no table, unless it is to be made."""
        # Loaded here: most remember nothing, or in a file.
        import psycopg

        try:
            connection = self._connected()
            with connection.transaction():
                if not self._has_table and not self._find_table(connection, make=make):
                    return without
                return work(connection)
        except (psycopg.Error, OSError) as error:
            self.close()
            raise StoreUnusableError(f"{_address(self._url)}: {_why(error)}") from error

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        import psycopg

        if self._connection is None:
            self._has_table = False
            wait, longest = round(1000 * self._wait_seconds), 1000 * _STATEMENT_SECONDS
            self._connection = psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=_CONNECT_SECONDS,
                application_name="veertien",
                options=f"-c lock_timeout={wait} -c statement_timeout={longest}",
                # Milliseconds after which a server that is gone without a word counts as gone.
                tcp_user_timeout=longest,
                password=self._password,
            )
        return self._connection

    def _find_table(self, connection: psycopg.Connection[tuple[Any, ...]], *, make: bool) -> bool:
        """Return whether the table is there; raises StoreUnusableError where it is something else."""
        found = _comment(connection)
        if found is None and make:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            found = _comment(connection)
            if found is None:
                connection.execute(_CREATE)
                found = _COMMENT
        if found not in (None, _COMMENT):
            why = "its table `choice` is something else, or was made by another version"
            raise StoreUnusableError(f"{_address(self._url)}: {why}")
        self._has_table = found is not None
        return self._has_table


def _comment(connection: psycopg.Connection[tuple[Any, ...]]) -> str | None:
    """Return the comment of the table; None where there is no table."""
    row = connection.execute(_FIND).fetchone()
    return None if row is None else str(row[0])


def _address(url: str) -> str:
    """Return where it is, without a user and a password."""
    return f"postgresql://{url.rpartition('@')[2].removeprefix('postgresql://')}"


def _why(error: Exception) -> str:
    """Return one line without the statement."""
    return " ".join(str(error).split()) or repr(error)
