"""What stays of calls when they expire: how many there were of each kind in each hour, and how long they took."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from veertien.archive.schema import (
    CALL,
    CALL_HOUR,
    HOUR_KINDS,
    HOUR_SUMS,
    QUESTION_HOUR,
    QUESTION_KINDS,
    UtcTime,
)

_LOCK = 15
"""PostgreSQL's number of the lock under which one program at a time expires calls: any, as long as it stays."""


def is_alone(connection: Connection) -> bool:
    """Return whether nobody else adds calls to hours until the end of this transaction: they would be added twice."""
    if connection.dialect.name != "postgresql":
        # SQLite has one writer at a time.
        return True
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar_one())


def roll_up(connection: Connection, ids: Sequence[str]) -> None:
    """Add these calls to the hours in which they began; they must be deleted in the same transaction."""
    counted = CALL.c.id.in_(ids) & CALL.c.test.is_(False)
    sums = {name: func.coalesce(func.sum(CALL.c[name]), 0) for name in HOUR_SUMS}
    _add(connection, CALL_HOUR, _kinds(connection, HOUR_KINDS), sums, counted)
    tenths = {"tenths": CALL.c.question_ms // 100}
    asked = counted & CALL.c.question_ms.is_not(None)
    _add(connection, QUESTION_HOUR, {**_kinds(connection, QUESTION_KINDS), **tenths}, {}, asked)


_Columns = Mapping[str, ColumnElement[Any]]


def _kinds(connection: Connection, names: Sequence[str]) -> _Columns:
    # An empty text, for nothing is never equal to nothing, and such hours would not be added up.
    return {"hour": hour_began(connection)} | {name: func.coalesce(CALL.c[name], "") for name in names}


def hour_began(connection: Connection) -> ColumnElement[Any]:
    """Return the beginning of the hour in which a call began; it is the same in UTC and in the Netherlands."""
    if connection.dialect.name == "postgresql":
        return func.date_trunc("hour", CALL.c.started_at, "UTC", type_=UtcTime())
    return func.substr(CALL.c.started_at, 1, 13) + literal(":00:00.000Z")


def _add(connection: Connection, table: Table, kinds: _Columns, sums: _Columns, which: ColumnElement[bool]) -> None:
    measures = {"calls": func.count(), **sums}
    columns = {**kinds, **measures}
    found = select(*(column.label(name) for name, column in columns.items())).where(which).group_by(*kinds.values())
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    added = insert(table).from_select(list(columns), found)
    more = {name: table.c[name] + added.excluded[name] for name in measures}
    connection.execute(added.on_conflict_do_update(index_elements=list(table.primary_key), set_=more))
