"""Call records as the daemon keeps them: written by one thread behind a bounded queue, so that no call waits for it.

While the database can't be used its rows go to the spool, and from there to the database when it can again. Calls are
put together in the thread too: for a call itself there is no more to it than to hand over what was published.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from veertien.archive.database import Database, DatabaseUnusableError, RowsRefusedError
from veertien.archive.open_mark import OpenMark
from veertien.archive.rows import AnswerRow, CallRow, ChangeRow, KeptRow, rows_of_call
from veertien.archive.schema import utc_text
from veertien.archive.spool import Spool
from veertien.callflow import CallRecorded, NameHeard
from veertien.side_thread import SideThread

_MOST_WAITING = 10_000
"""What waits for the thread at most; what comes beyond is lost, and counted."""
MOST_AT_ONCE = 500
"""What is written in one transaction."""
REPLAYED_AT_ONCE = 100
"""Rows of the spool that are written in one transaction."""
RESPITE_SECONDS = 0.02
"""Seconds between two of these: the thread shares the interpreter with what sends callers their audio."""
DATABASE_REST_SECONDS = 10.0
"""Seconds for which the database is left alone after a fault: one that hangs then keeps rows from the spool for a part
of the time only."""
_MOST_OPEN = 10_000
"""Calls whose answers are kept until all is known of them."""
_CURE = "journalctl -u veertien -o cat | veertien records import"
"""The command that brings back what the log has; those that are there already stay as they are."""
_FINISH_SECONDS = 5.0
"""Seconds that writing what waits may take when the daemon stops."""


@dataclass(frozen=True, slots=True)
class LookAfter:
    """Time to look whether the database is back, and to delete what began before this moment."""

    expired_before: datetime


@dataclass(frozen=True, slots=True)
class _Replay:
    """There is more in the spool."""


_Item = NameHeard | CallRecorded | ChangeRow | LookAfter | _Replay


class Archive:
    """Keeps the records of calls; no method raises or waits, but for `stop`."""

    def __init__(
        self,
        database: Database,
        spool: Spool,
        node: str,
        mark: OpenMark,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`node` is what this machine is called in the records; `clock` gives seconds and doesn't go back."""
        self._database = database
        self._spool = spool
        self._node = node
        self._mark = mark
        self._clock = clock
        self._answers: OrderedDict[str, list[NameHeard]] = OrderedDict()
        self._rests_until = 0.0
        self._why = ""
        self._written = 0
        self._refused = 0
        log = structlog.get_logger(__name__)
        self._log = log
        self._stopping = False
        self._missing_since = mark.left_behind()
        if self._missing_since is not None:
            log.warning("records_may_be_missing", since=utc_text(self._missing_since), cure=_CURE)
        self._thread: SideThread[_Item] = SideThread(
            "archive",
            self._work,
            most_waiting=_MOST_WAITING,
            most_at_once=MOST_AT_ONCE,
            on_fault=lambda why: log.warning("archive_failed", why=why, rests_seconds=DATABASE_REST_SECONDS),
            finish=database.close,
        )

    @property
    def node(self) -> str:
        """What this machine is called in the records."""
        return self._node

    @property
    def fault(self) -> str | None:
        """Why the last rows could not be written to the database, None where they could."""
        return self._thread.fault

    @property
    def written(self) -> int:
        """How many rows have been written to the database since the start."""
        return self._written

    @property
    def lost(self) -> int:
        """How much has been lost since the start: what found the queue full, and rows that nothing could keep."""
        return self._thread.dropped + self._spool.lost + self._refused

    @property
    def missing_since(self) -> datetime | None:
        """From when on, up to this start, ended calls may have no record, as the process before was killed or crashed.

        None where it closed, or there was none.
        """
        return self._missing_since

    @property
    def waiting(self) -> int:
        """How much waits for the thread."""
        return self._thread.waiting

    @property
    def spooled_bytes(self) -> int:
        """How much waits in the spool."""
        return self._spool.size

    def take(self, item: _Item) -> None:
        """Have kept what was published of a call, or a change; or have the database looked after. Soon."""
        self._thread.offer(item)

    async def stop(self) -> None:
        """Write what waits; what takes too long is given up."""
        self._stopping, before = True, self._thread.dropped
        await self._thread.stop(_FINISH_SECONDS)
        if not self._thread.waiting and self._thread.dropped == before:
            self._mark.close()

    def _work(self, items: Sequence[_Item]) -> None:
        # All that came before this moment is among the items, unless more wait behind them.
        began, all_here = datetime.now(UTC), self._thread.waiting <= len(items)
        rows = [row for item in items if not isinstance(item, LookAfter | _Replay) for row in self._made_of(item)]
        if self._clock() < self._rests_until:
            self._spool.add(rows)
            raise DatabaseUnusableError(self._why)
        try:
            self._write(rows)
            if all_here:
                self._mark.kept_until(began)
            if self._replay() and not self._stopping and self._thread.waiting <= len(items):
                # What comes meanwhile has its turn in between; what is left at a stop has it at the next start.
                self._thread.offer(_Replay())
            for item in items:
                if isinstance(item, LookAfter):
                    self._expire(item.expired_before)
        except DatabaseUnusableError as error:
            self._why, self._rests_until = str(error), self._clock() + DATABASE_REST_SECONDS
            raise

    def _made_of(self, item: NameHeard | CallRecorded | ChangeRow) -> Sequence[KeptRow]:
        try:
            return self._rows_of(item)
        except Exception:
            # One that nothing can be made of takes no other with it.
            self._refused += 1
            self._log.exception("row_not_made")
            return ()

    def _rows_of(self, item: NameHeard | CallRecorded | ChangeRow) -> Sequence[KeptRow]:
        match item:
            case NameHeard():
                self._answers.setdefault(item.call, []).append(item)
                while len(self._answers) > _MOST_OPEN:
                    self._answers.popitem(last=False)
                return ()
            case CallRecorded():
                return rows_of_call(self._node, item, self._answers.pop(item.call, ()))
            case change:
                return (change,)

    def _write(self, rows: Sequence[KeptRow]) -> None:
        """Write rows to the database, or, where that fails, to the spool; then raises what the database did."""
        try:
            self._insert(rows)
        except Exception:
            # Whatever it is, none is lost for it. Some may be there already: a row that comes twice changes nothing.
            self._spool.add(rows)
            raise

    def _insert(self, rows: Sequence[KeptRow]) -> None:
        """Write rows to the database, one by one where it refuses one of them; raises DatabaseUnusableError."""
        try:
            self._written += self._database.write(rows)
        except RowsRefusedError:
            self._insert_singly(rows)

    def _insert_singly(self, rows: Sequence[KeptRow]) -> None:
        for row in rows:
            try:
                self._written += self._database.write((row,))
            except RowsRefusedError as error:
                self._refused += 1
                self._log.error("row_refused", why=str(error), row=_name(row))

    def _replay(self) -> bool:
        """Write some of what is in the spool to the database; return whether there is more."""
        if not self._spool.size:
            return False
        rows = self._spool.next(REPLAYED_AT_ONCE)
        if not rows:
            self._spool.empty()
            return False
        try:
            self._insert(rows)
        except DatabaseUnusableError:
            self._spool.begin_anew()
            raise
        # In the side thread: nobody waits for it.
        time.sleep(RESPITE_SECONDS)
        return True

    def _expire(self, before: datetime) -> None:
        # Not all at once: rows wait meanwhile.
        while self._database.expire(before) and self._thread.waiting < MOST_AT_ONCE:
            pass


def _name(row: KeptRow) -> str:
    match row:
        case CallRow():
            return f"call {row.unique_id}"
        case AnswerRow():
            return f"answer {row.place} of {row.call_id}"
        case ChangeRow():
            return f"change {row.kind}"
