"""Call records for the database: what of the stream and of reloads goes there, and when it is looked after."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from veertien.callflow import CallRecorded, NameHeard
from veertien.config import RecordsSettings, in_brief
from veertien.records import CallStream, Metrics
from veertien.routing import AMSTERDAM
from veertien.service.editions.in_force import InForce
from veertien.service.editions.reloading import Reload

if TYPE_CHECKING:
    from veertien.archive import Archive

LOOK_SECONDS = 30.0
"""Seconds between two looks whether the database is back, and what has expired: nothing comes by itself at night."""


def archive_of(
    settings: RecordsSettings, node: str, stream: CallStream, metrics: Metrics, *, succeeds: bool = False
) -> "Archive":
    """Have kept from now on what the stream has of calls, and its figures read off at each exposition.

    `node` is what this machine is called in the records. `succeeds` says that a daemon whose place is taken
    still keeps its own.
    """
    # Loaded here: SQLAlchemy takes half a second and 23 MiB, and most keep no records.
    from veertien.archive import MARK_FILE, SPOOL_FILE, Archive, Database, OpenMark, Spool, database_url

    folder = settings.folder
    database = Database(database_url(folder, settings.url, settings.password))
    archive = Archive(database, Spool(folder / SPOOL_FILE), node, OpenMark(folder / MARK_FILE, shared=succeeds))
    stream.listen(NameHeard, archive.take)
    stream.listen(CallRecorded, archive.take)
    metrics.read_off("veertien_record_rows_written", "Rows written to the database", lambda: archive.written)
    metrics.read_off("veertien_records_lost", "Records that nothing could keep", lambda: archive.lost)
    metrics.read_off("veertien_records_waiting", "Records that wait to be written", lambda: archive.waiting, gauge=True)
    metrics.read_off(
        "veertien_records_spooled_bytes",
        "Bytes that wait in the spool for the database",
        lambda: archive.spooled_bytes,
        gauge=True,
    )
    since = archive.missing_since
    metrics.read_off(
        "veertien_records_missing_since_timestamp_seconds",
        "From when to this start records of ended calls may be missing; 0: the process before closed",
        lambda: int(since.timestamp()) if since else 0,
        gauge=True,
    )
    return archive


async def look_after(archive: "Archive", days: int) -> None:
    """Have what is kept no longer deleted, and what waits written, now and each LOOK_SECONDS; until cancelled."""
    from veertien.archive import LookAfter

    while True:
        archive.take(LookAfter(expired_before(datetime.now(AMSTERDAM), days)))
        await asyncio.sleep(LOOK_SECONDS)


def expired_before(now: datetime, days: int) -> datetime:
    """Return the moment before which calls are kept no longer: a midnight, so that they go at night, by whole days."""
    day = now.astimezone(AMSTERDAM).date() - timedelta(days)
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


class Changes:
    """Has kept what calls go by from when on, and who changed it. Without an archive it does nothing."""

    def __init__(self, archive: "Archive | None", in_force: InForce, version: str) -> None:
        self._archive = archive
        self._in_force = in_force
        self._version = version

    def started(self, at_start: Reload | None) -> None:
        """Note a start; `at_start` says what was wrong with the folder, None for nothing."""
        self._note("start", "done", what=() if at_start is None else _what(at_start))

    def stopped(self) -> None:
        """Note a stop that was asked for."""
        self._note("stop", "done")

    def reloaded(self, reload: Reload) -> None:
        """Note a reload, whatever came of it."""
        self._note("reload", reload.result.value, reload.asked_by, _what(reload))

    def _note(self, kind: str, result: str, who: str | None = None, what: Sequence[str] = ()) -> None:
        if self._archive is None:
            return
        from veertien.archive import change_row

        digest, now = self._in_force.edition.loaded.digest, datetime.now(AMSTERDAM)
        self._archive.take(change_row(self._archive.node, now, kind, self._version, result, who, digest, what))


def _what(reload: Reload) -> tuple[str, ...]:
    why = (reload.why,) if reload.why else ()
    rerouted = (f"routed otherwise: {' '.join(reload.rerouted)}",) if reload.rerouted else ()
    return (*in_brief(reload.faults), *why, *rerouted, *reload.asking)
