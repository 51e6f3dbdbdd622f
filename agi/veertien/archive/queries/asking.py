"""What pages and programs ask of the records: pages of calls, one call, how many there are. Alike in both databases.

Each question takes the scope of the visitor first: nobody finds a call that they may not see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, literal, or_, select, union_all

from veertien.archive.database import Database
from veertien.archive.queries.distinct import distinct_texts
from veertien.archive.queries.paging import Key, Order, RowsPage
from veertien.archive.queries.scope import Scope
from veertien.archive.schema import ANSWER, CALL, CHANGE

MOST_COUNTED = 100_000
"""Calls that are counted for one answer; to count more takes too long to wait for."""
_ASKED = ("open", "proposed")
_EQUAL = (
    "municipality",
    "area_code",
    "outcome",
    "reason_code",
    "question_end",
    "result",
    "dialled",
    "endpoint",
    "node",
    "test",
)
"""Fields of the filter that are columns of `call`, to be equal to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls are meant; None stands for any. A call that has nothing in a column is like no text."""

    since: datetime | None = None
    """They began at this moment or later."""
    until: datetime | None = None
    """They began before this moment."""
    municipality: str | None = None
    area_code: str | None = None
    outcome: str | None = None
    reason_code: str | None = None
    question_end: str | None = None
    result: str | None = None
    test: bool | None = False
    asked: bool | None = None
    """Whether the caller was to be asked, as the reports count it."""
    dialled: str | None = None
    endpoint: str | None = None
    """The destination that was tried last."""
    trunk: str | None = None
    """The key of a destination in the list to try."""
    node: str | None = None
    call: str | None = None
    """The id, Asterisk's unique id or the SIP Call-ID."""

    def conditions(self, connection: Connection) -> list[ColumnElement[bool]]:
        """Return what is true of the rows of `call` that are meant; `connection` is to that database."""
        columns, found = CALL.c, []
        if self.since is not None:
            found.append(columns.started_at >= self.since)
        if self.until is not None:
            found.append(columns.started_at < self.until)
        for name in _EQUAL:
            value = getattr(self, name)
            if value is not None:
                found.append(columns[name].is_(value) if isinstance(value, bool) else columns[name] == value)
        if self.asked is not None:
            was = or_(func.coalesce(columns.asked, "").in_(_ASKED), func.coalesce(columns.question_end, "") != "")
            found.append(was if self.asked else ~was)
        if self.trunk is not None:
            # Of a million calls a few hundred lists differ; among these the key is looked for.
            lists = connection.execute(distinct_texts(columns.trunks)).scalars()
            found.append(columns.trunks.in_([each for each in lists if self.trunk in each.split(" ")]))
        if self.call is not None:
            names = (columns.id, columns.unique_id, columns.sip_call_id)
            found.append(columns.id.in_(union_all(*(select(columns.id).where(name == self.call) for name in names))))
        return found


@dataclass(frozen=True, slots=True)
class OneCall:
    """A call with the answers that were recognised in it."""

    call: Row[Any]
    answers: tuple[Row[Any], ...]


def page_of_calls(
    database: Database,
    scope: Scope,
    chosen: CallFilter,
    limit: int,
    after: Key | None = None,
    *,
    oldest_first: bool = False,
) -> RowsPage:
    """Return calls, the newest first, from behind a key on. Raises DatabaseUnusableError."""
    order = Order(CALL.c.started_at, CALL.c.id, oldest_first)

    def find(connection: Connection) -> tuple[Row[Any], ...]:
        # What is meant is found in an index alone; only rows that are shown are fetched.
        meant = select(CALL.c.id).where(scope.condition(), *chosen.conditions(connection))
        ids = order.behind(meant, after, limit).subquery()
        return tuple(connection.execute(order.sorted(select(CALL).join(ids, ids.c.id == CALL.c.id))))

    return order.page(database.read(find), limit)


def count_of_calls(database: Database, scope: Scope, chosen: CallFilter, most: int = MOST_COUNTED) -> int:
    """Return how many calls there are; where there are more than `most`, one more than that.

    Raises DatabaseUnusableError.
    """

    def count(connection: Connection) -> int:
        meant = select(literal(1)).select_from(CALL).where(scope.condition(), *chosen.conditions(connection))
        query = select(func.count()).select_from(meant.limit(most + 1).subquery())
        return int(connection.execute(query).scalar_one())

    return database.read(count)


def one_call(database: Database, scope: Scope, call_id: str) -> OneCall | None:
    """Return the call with this id, None where there is none that may be seen. Raises DatabaseUnusableError."""
    calls = select(CALL).where(scope.condition(), CALL.c.id == call_id)
    answers = select(ANSWER).where(ANSWER.c.call_id == call_id).order_by(ANSWER.c.place)

    def find(connection: Connection) -> OneCall | None:
        call = connection.execute(calls).one_or_none()
        return None if call is None else OneCall(call, tuple(connection.execute(answers)))

    return database.read(find)


def municipalities_of_calls(database: Database, scope: Scope) -> frozenset[str]:
    """Return the CBS codes for which there are calls. Raises DatabaseUnusableError."""
    query = distinct_texts(CALL.c.municipality, scope.condition())
    return database.read(lambda connection: frozenset(connection.execute(query).scalars()))


def page_of_changes(database: Database, scope: Scope, limit: int, after: Key | None = None) -> RowsPage:
    """Return changes, the newest first; they are of the platform, so only who may see all calls finds any.

    Raises DatabaseUnusableError.
    """
    if not scope.sees_all:
        return RowsPage((), None)
    order = Order(CHANGE.c.at, CHANGE.c.id)
    query = order.behind(select(CHANGE), after, limit)
    return order.page(database.read(lambda connection: tuple(connection.execute(query))), limit)
