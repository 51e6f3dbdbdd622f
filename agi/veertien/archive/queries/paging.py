"""Rows page by page, by the key of the last one that was seen: alike however many came before or come meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, Select, literal, tuple_

from veertien.archive.schema import utc_text


@dataclass(frozen=True, slots=True)
class Key:
    """Where a row stands among all: at a time, and among those of the same time by its id."""

    at: datetime
    id: str

    def __str__(self) -> str:
        return f"{utc_text(self.at)}_{self.id}"

    @classmethod
    def read(cls, text: str) -> "Key":
        """Return the key that is written like this. Raises ValueError."""
        at, _, name = text.partition("_")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not name:
            raise ValueError("no key of a row")
        return cls(moment, name)


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows in order."""

    rows: tuple[Row[Any], ...]
    next: Key | None
    """Behind which there are more; None where there are none."""


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a table's rows: by a time, and by id where it is the same."""

    time: Column[Any]
    id: Column[Any]
    oldest_first: bool = False

    def sorted(self, query: Select[Any]) -> Select[Any]:
        """Return the query for its rows in this order."""
        columns = (self.time, self.id)
        return query.order_by(*(column if self.oldest_first else column.desc() for column in columns))

    def behind(self, query: Select[Any], after: Key | None, limit: int) -> Select[Any]:
        """Return the query for the rows behind a key, one more than a page has: so it is known whether there are."""
        if after is not None:
            # Within a tuple a value has the type of its column only where that is said.
            key = tuple_(literal(after.at, self.time.type), literal(after.id, self.id.type))
            place = tuple_(self.time, self.id)
            query = query.where(place > key if self.oldest_first else place < key)
        return self.sorted(query).limit(limit + 1)

    def page(self, rows: tuple[Row[Any], ...], limit: int) -> RowsPage:
        """Return what was found for a page."""
        shown = rows[:limit]
        if len(rows) <= limit:
            return RowsPage(shown, None)
        last = shown[-1]._mapping
        return RowsPage(shown, Key(last[self.time.name], last[self.id.name]))
