"""What the nodes that write to one PostgreSQL tell each other: who serves, by which tables, in which version.

Each node writes a row of its own now and then, and reads those of all. By a thread of its own: no call waits for it,
and what fails there makes no difference to one. How long ago a row was written is told by the database's clock.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, delete, extract, func, select, update
from sqlalchemy.dialects.postgresql import insert

from veertien.archive.database import Database
from veertien.archive.schema import NODE
from veertien.side_thread import SideThread

HEARD_OF_SECONDS = 20.0
"""A node that was not heard of for so long counts as gone."""
KEPT = timedelta(days=1)
"""How long the row of a node that is gone stays."""
_STOP_SECONDS = 2.0
SERVING, DRAINING, STOPPED = "serving", "draining", "stopped"


@dataclass(frozen=True, slots=True)
class NodeSelf:
    """What a node tells of itself."""

    name: str
    process: str
    """Names the daemon: no two have the same."""
    state: str
    """SERVING, DRAINING (finishes its calls and takes no more) or STOPPED."""
    version: str
    """Of the software, with the digest of its code."""
    tables: str
    """The digest of the tables in force."""
    tables_since: datetime
    nodes: str
    """The names that its veertien.yaml lists, sorted and parted by spaces."""


@dataclass(frozen=True, slots=True)
class NodeSeen:
    """What a node told last."""

    told: NodeSelf
    ago_seconds: float
    """How long ago that was."""

    @property
    def alive(self) -> bool:
        """Whether it tells still."""
        return self.told.state != STOPPED and not self.silent

    @property
    def silent(self) -> bool:
        """Whether it has not told for so long that it counts as gone, without having said that it stops."""
        return self.told.state != STOPPED and self.ago_seconds >= HEARD_OF_SECONDS


class NodeBoard:
    """Tells what is handed to it, and has what all told. No method raises or waits, but for `stop`."""

    def __init__(self, database: Database) -> None:
        """`database` is a PostgreSQL, for this board alone."""
        self._database = database
        self._seen: tuple[NodeSeen, ...] = ()
        self._read_at = float("-inf")
        self._served = False
        self._strange = 0
        log = structlog.get_logger(__name__)
        self._thread: SideThread[NodeSelf] = SideThread(
            "nodes",
            self._work,
            most_waiting=2,
            most_at_once=2,
            on_fault=lambda why: log.warning("nodes_unknown", why=why),
            finish=database.close,
        )

    @property
    def fault(self) -> str | None:
        """Why the last round failed, None where it didn't."""
        return self._thread.fault

    @property
    def waiting(self) -> int:
        """How much waits to be told."""
        return self._thread.waiting

    @property
    def seen(self) -> tuple[NodeSeen, ...]:
        """What all nodes told, by their names; nothing where the database has not answered lately."""
        age = time.monotonic() - self._read_at
        if age > HEARD_OF_SECONDS:
            return ()
        return tuple(NodeSeen(one.told, one.ago_seconds + age) for one in self._seen)

    @property
    def has_namesake(self) -> bool:
        """Whether another daemon goes by our name, and tells of itself in turn with us."""
        return self._strange > 1

    def tell(self, own: NodeSelf) -> None:
        """Have this told, and read what the others did; soon."""
        self._thread.offer(own)

    async def stop(self) -> None:
        """Tell what waits; what takes too long is given up."""
        await self._thread.stop(_STOP_SECONDS)

    def _work(self, told: Sequence[NodeSelf]) -> None:
        own = told[-1]
        self._seen, strange = self._database.transact(lambda connection: _round(connection, own))
        self._read_at = time.monotonic()
        # Who was there before us is no namesake: we may have taken its place.
        self._strange = self._strange + 1 if strange and self._served else 0
        self._served = own.state == SERVING


def _round(connection: Connection, own: NodeSelf) -> tuple[tuple[NodeSeen, ...], bool]:
    """Write a node's row and read all; return also whether another daemon that serves wrote it last."""
    ago = extract("epoch", func.now() - NODE.c.seen_at)
    is_ours = (NODE.c.name == own.name) & (NODE.c.process == own.process)
    others = select(NODE.c.name).where(
        NODE.c.name == own.name, ~is_ours, NODE.c.state == SERVING, ago < HEARD_OF_SECONDS
    )
    strange = connection.execute(others).first() is not None
    values = {**asdict(own), "seen_at": func.now()}
    if own.state == SERVING:
        connection.execute(insert(NODE).values(values).on_conflict_do_update(index_elements=["name"], set_=values))
    else:
        # Whoever has taken our place has our row.
        connection.execute(update(NODE).where(is_ours).values(values))
    connection.execute(delete(NODE).where(NODE.c.seen_at < func.now() - KEPT))
    rows = connection.execute(select(NODE, ago.label("ago")).order_by(NODE.c.name))
    columns = [column.name for column in NODE.columns if column.name != "seen_at"]
    found = [NodeSeen(NodeSelf(*(getattr(row, name) for name in columns)), float(row.ago)) for row in rows]
    return tuple(found), strange
