"""The changes that were recorded, page by page: starts, stops and reloads, with who asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, literal, select, tuple_

from veertien.archive.schema import CHANGE, utc_text


@dataclass(frozen=True, slots=True)
class ChangeKey:
    """Where a change stands among all of them."""

    at: datetime
    id: str

    def __str__(self) -> str:
        return f"{utc_text(self.at)}_{self.id}"

    @classmethod
    def read(cls, text: str) -> "ChangeKey":
        """Return the key that is written like this. Raises ValueError."""
        at, _, name = text.partition("_")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not name:
            raise ValueError("no key of a change")
        return cls(moment, name)


def latest_changes(connection: Connection, count: int, before: ChangeKey | None) -> tuple[Sequence[Row[Any]], bool]:
    """Return so many changes before one, or of all, the latest first; and whether there are more."""
    query = select(CHANGE).order_by(CHANGE.c.at.desc(), CHANGE.c.id.desc()).limit(count + 1)
    if before is not None:
        # Within a tuple a value has the type of its column only where that is said.
        key = tuple_(literal(before.at, CHANGE.c.at.type), literal(before.id, CHANGE.c.id.type))
        query = query.where(tuple_(CHANGE.c.at, CHANGE.c.id) < key)
    found = connection.execute(query).all()
    return found[:count], len(found) > count
