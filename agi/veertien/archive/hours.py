"""What stays of calls when they expire: how many there were of each kind in each hour, and how long they took."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Table,
    Text,
    cast,
    extract,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite

from veertien.archive.rows import tries_of
from veertien.archive.schema import (
    CALL,
    CALL_HOUR,
    HOUR_KINDS,
    HOUR_PLACES,
    HOUR_SUMS,
    QUESTION_HOUR,
    TAKEN_HOUR,
    TRIED_HOUR,
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
    places = _kinds(connection, HOUR_PLACES)
    asked = counted & CALL.c.question_ms.is_not(None)
    _add(connection, QUESTION_HOUR, {**places, "tenths": CALL.c.question_ms // 100}, {}, asked)
    waited = milliseconds_between(connection, CALL.c.started_at, CALL.c.taken_at)
    spent = {"waited_ms": func.sum(waited), "question_ms": func.sum(func.coalesce(CALL.c.question_ms, 0))}
    _add(connection, TAKEN_HOUR, {**places, "tenths": waited // 100}, spent, counted & CALL.c.taken_at.is_not(None))
    _add_tries(connection, places, counted)


_Columns = Mapping[str, ColumnElement[Any]]
Insertion = postgresql.Insert | sqlite.Insert


def _kinds(connection: Connection, names: Sequence[str]) -> _Columns:
    # An empty text, for nothing is never equal to nothing, and such hours would not be added up.
    return {"hour": hour_began(connection)} | {name: func.coalesce(CALL.c[name], "") for name in names}


def hour_began(connection: Connection) -> ColumnElement[Any]:
    """Return the beginning of the hour in which a call began; it is the same in UTC and in the Netherlands."""
    if connection.dialect.name == "postgresql":
        return func.date_trunc("hour", CALL.c.started_at, "UTC", type_=UtcTime())
    return type_coerce(func.substr(CALL.c.started_at, 1, 13, type_=Text()) + literal(":00:00.000Z"), UtcTime())


def milliseconds_between(connection: Connection, since: Column[Any], until: Column[Any]) -> ColumnElement[int]:
    """Return how many milliseconds lie between two times of a row."""
    if connection.dialect.name == "postgresql":
        # Wide: between times of a clock that was set meanwhile can lie months.
        return cast(func.round((extract("epoch", until) - extract("epoch", since)) * 1000), BigInteger)
    # SQLite works days out to the millisecond.
    return cast(func.round((func.julianday(until) - func.julianday(since)) * 86_400_000), Integer)


def _add(connection: Connection, table: Table, kinds: _Columns, sums: _Columns, which: ColumnElement[bool]) -> None:
    columns = {**kinds, "calls": func.count(), **sums}
    found = select(*(column.label(name) for name, column in columns.items())).where(which).group_by(*kinds.values())
    added = insertion(connection, table).from_select(list(columns), found)
    connection.execute(_adding_up(added, table, ("calls", *sums)))


def _add_tries(connection: Connection, places: _Columns, which: ColumnElement[bool]) -> None:
    named = [column.label(name) for name, column in places.items()]
    query = select(*named, CALL.c.endpoint, CALL.c.result, CALL.c.turned_away).where(which)
    tries: Counter[tuple[Any, ...]] = Counter()
    for *place, endpoint, result, turned_away in connection.execute(query):
        tries.update((*place, *each) for each in tries_of(endpoint, result, turned_away))
    columns = (*places, "endpoint", "end", "calls")
    rows = [dict(zip(columns, (*key, count), strict=True)) for key, count in tries.items()]
    if rows:
        connection.execute(_adding_up(insertion(connection, TRIED_HOUR), TRIED_HOUR, ("calls",)), rows)


def insertion(connection: Connection, table: Table) -> Insertion:
    """Return an insertion in the words of the database, which can say what happens to rows that are there."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def _adding_up(added: Insertion, table: Table, names: Sequence[str]) -> Insertion:
    """Return the insertion, adding to what is there in these columns."""
    more = {name: table.c[name] + added.excluded[name] for name in names}
    return added.on_conflict_do_update(index_elements=list(table.primary_key), set_=more)
