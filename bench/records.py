"""What call records cost: the call itself, the thread that writes them, and whoever takes them out again."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from rich.table import Table

from bench.figures import Sample, table
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Archive, Database, OpenMark, Spool, database_url
from veertien.archive.queries.exporting import csv_lines
from veertien.archive.rows import KeptRow, rows_of_call
from veertien.archive.schema import CALL

CALLS = 20_000
HANDED_OVER = 1000
_MICRO, _MIB = 1e6, 1024


async def measure(folder: Path) -> tuple[Table, ...]:
    """Keep calls, then take them out."""
    url = database_url(folder, None)
    database = Database(url)
    database.prepare()
    archive = Archive(Database(url), Spool(folder / "spool"), NODE, OpenMark(folder / "open"))
    well = await _handed_over(archive, 0)
    other = sqlite3.connect(folder / "records.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    locked = await _handed_over(archive, HANDED_OVER)
    other.close()
    await archive.stop()

    hand_over = table(
        "A call and its record",
        "Microseconds that the event loop takes to hand over a call with two answers; the writing is a thread's.",
        ("database", "calls", "median µs", "p95 µs"),
    )
    hand_over.add_row("SQLite, well", *well.cells(_MICRO))
    hand_over.add_row("SQLite, locked by somebody else", *locked.cells(_MICRO))

    before = _peak()
    written = _seconds(lambda: _write(database, 2 * HANDED_OVER))
    exported = _seconds(lambda: _export(database, folder / "call.csv"))
    grown = _peak() - before
    total = database.counts()["call"]
    expired = _seconds(lambda: _expire(database))
    size = (folder / "call.csv").stat().st_size / 1e6
    database.close()
    amounts = table(
        "Records in SQLite",
        f"Each call has two answers; transactions of 500 calls. The memory is by how much all of it raised the peak:\n"
        f"{grown / _MIB:.0f} MiB.",
        ("what", "calls", "seconds", "calls a second"),
    )
    for what, calls, seconds in (
        ("written", CALLS, written),
        (f"exported as CSV, {size:.0f} MB", total, exported),
        ("expired, added to their hours", total, expired),
    ):
        amounts.add_row(what, f"{calls:,}", f"{seconds:.2f}", f"{calls / seconds:,.0f}")
    return hand_over, amounts


async def _handed_over(archive: Archive, first: int) -> Sample:
    times = []
    for place in range(first, first + HANDED_OVER):
        name = f"{place}.0"
        answers, call = heard(name), asked_call(name)
        began = time.perf_counter()
        for answer in answers:
            archive.take(answer)
        archive.take(call)
        times.append(time.perf_counter() - began)
        # As calls come: not all in one turn.
        await asyncio.sleep(0.001)
    return Sample(tuple(times))


def _write(database: Database, first: int) -> None:
    for begin in range(first, first + CALLS, 500):
        rows: list[KeptRow] = []
        for place in range(begin, begin + 500):
            name, at = f"{place}.0", NOON + timedelta(seconds=place)
            rows.extend(rows_of_call(NODE, asked_call(name, at), heard(name, at)))
        database.write(rows)


def _export(database: Database, file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(csv_lines(CALL.columns.keys(), database.rows(CALL, None, None)))


def _expire(database: Database) -> None:
    while database.expire(NOON + timedelta(days=100)):
        pass


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak() -> int:
    """Return the most memory that this process has had resident, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
