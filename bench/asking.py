"""How long pages and the API take to find calls among a million, and what a download of many costs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from aiohttp import ClientSession, ClientTimeout
from rich.table import Table
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex

from bench.figures import Sample, table
from bench.pages import serving
from bench.processes import cpu_seconds, peak_mib
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Database, database_url
from veertien.archive.rows import KeptRow, call_id_of, rows_of_call
from veertien.archive.schema import CALL, UtcTime

CALLS, BY_THE_WRITER = 1_000_000, 1000
"""How many there are, and how many of them differ; the others are these again, earlier."""
BETWEEN = timedelta(seconds=7.776)
"""From a call to the next one: a million come in 90 days."""
REPEATED = 7
_DOWNLOADED = timedelta(days=3)
_DISCARD = 9
"""A port at which there is no daemon."""

ASKED: Mapping[str, str] = MappingProxyType(
    {
        "all calls": "",
        "of a day": "from=2026-11-20&until=2026-11-20",
        "of a municipality": "municipality=GM0420",
        "with an outcome, by area code": "outcome=abandoned&area_code=0229",
        "of which there are none": "outcome=refused&asked=no",
        "by a trunk in the list": "trunk=hoorn",
        "by SIP Call-ID": "call=none@198.51.100.7",
    }
)
"""What is asked for in an address."""


async def measure(folder: Path) -> tuple[Table, ...]:
    """Make the calls, ask for them as a browser and a program do, and download some."""
    keep_a_million(folder / "records")
    asked = table(
        f"Finding calls among {CALLS:,} in SQLite",
        "Milliseconds until a whole answer is there: the page Gesprekken with its count, and of the API 50 calls; and\n"
        "milliseconds of a processor that the serving process takes for it.",
        ("what", "times", "page: median ms", "longest", "processor", "API: median ms", "longest", "processor"),
    )
    async with (
        serving(folder, _DISCARD) as (process, address),
        ClientSession(timeout=ClientTimeout(total=60)) as session,
    ):
        for what, query in ASKED.items():
            page = await _cells(session, f"{address}/calls?{query}", process)
            api = await _cells(session, f"{address}/api/v1/calls?limit=50&{query}", process)
            asked.add_row(what, str(REPEATED), *page, *api)
        one = call_id_of(NODE, "7.0")
        page = await _cells(session, f"{address}/calls/{one}", process)
        api = await _cells(session, f"{address}/api/v1/calls/{one}", process)
        asked.add_row("one call with its answers", str(REPEATED), *page, *api)
        return asked, await _download(session, address, process)


def keep_a_million(folder: Path) -> None:
    """Keep CALLS in a new SQLite file in the folder: one in 50 for GM0420, the others for GM0405."""
    database = Database(database_url(folder, None))
    rows: list[KeptRow] = []
    for place in range(BY_THE_WRITER):
        name, at = f"{place}.0", NOON - place * BETWEEN
        municipality = "GM0420" if place % 50 == 0 else "GM0405"
        outcome = "abandoned" if place % 20 == 1 else "connect"
        rows.extend(rows_of_call(NODE, asked_call(name, at, municipality, outcome), heard(name, at)))
    database.write(rows)
    database.close()
    # The others are as much earlier. Indexes come afterwards: that is quicker.
    shift = (BY_THE_WRITER * BETWEEN).total_seconds()
    values = {column.name: f'"{column.name}"' for column in CALL.columns}
    for column in CALL.columns:
        if isinstance(column.type, UtcTime):
            values[column.name] = f"strftime('%Y-%m-%dT%H:%M:%fZ', {column.name}, '-' || (?1 * {shift}) || ' seconds')"
    values["id"] = "printf('%08x', ?1) || substr(id, 9)"
    values["unique_id"], values["sip_call_id"] = "unique_id || '-' || ?1", "?1 || '-' || sip_call_id"
    columns = ", ".join(f'"{name}"' for name in values)
    query = f"INSERT INTO call ({columns}) SELECT {', '.join(values.values())} FROM call WHERE rowid <= {BY_THE_WRITER}"  # noqa: S608
    connection = sqlite3.connect(folder / "records.sqlite")
    connection.execute("PRAGMA synchronous = OFF")
    indexes = [str(CreateIndex(index).compile(dialect=dialect())) for index in CALL.indexes]
    with connection:
        for index in CALL.indexes:
            connection.execute(f"DROP INDEX {index.name}")
        connection.executemany(query, ((place,) for place in range(1, CALLS // BY_THE_WRITER)))
        for statement in indexes:
            connection.execute(statement)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def _cells(session: ClientSession, address: str, process: int) -> tuple[str, str, str]:
    """Return the median and the longest time of some requests, and the processor time of one."""
    times, before = [], cpu_seconds(process)
    for _ in range(REPEATED):
        began = time.perf_counter()
        async with session.get(address) as answer:
            answer.raise_for_status()
            await answer.read()
        times.append(time.perf_counter() - began)
    each = (cpu_seconds(process) - before) / REPEATED
    sample = Sample(tuple(times))
    return f"{sample.median * 1e3:.0f}", f"{max(sample.values) * 1e3:.0f}", f"{each * 1e3:.0f}"


async def _download(session: ClientSession, address: str, process: int) -> Table:
    before, began, size, rows = peak_mib(process), time.perf_counter(), 0, 0
    day = (NOON - _DOWNLOADED).date()
    async with session.get(f"{address}/api/v1/calls.csv?from={day}") as answer:
        answer.raise_for_status()
        async for part in answer.content.iter_any():
            size, rows = size + len(part), rows + part.count(b"\n")
    seconds = time.perf_counter() - began
    found = table(
        "Calls as CSV",
        f"Sent as they are read; all of it raised the peak of the process that serves the pages from {before:.0f} to\n"
        f"{peak_mib(process):.0f} MiB.",
        ("calls", "MB", "seconds", "calls a second"),
    )
    found.add_row(f"{rows - 1:,}", f"{size / 1e6:.0f}", f"{seconds:.1f}", f"{(rows - 1) / seconds:,.0f}")
    return found
