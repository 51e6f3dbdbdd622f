"""How long reports take: a municipality's month among a million calls, and the whole country's year from hours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from rich.table import Table

from bench.asking import CALLS, keep_a_million
from bench.figures import Sample, table
from tests.unit.archive.made_calls import NOON
from veertien.archive import Database, database_url
from veertien.archive.schema import CALL_HOUR, QUESTION_HOUR, TAKEN_HOUR, TRIED_HOUR
from veertien.reports import ReportPeriod, made_report

_OLDEST = timedelta(days=89)
_DAYS, _MUNICIPALITIES = 364, 38
"""How often one day's hours are repeated: for so many days before it, and for so many municipalities."""
REPEATED = 3
_SMALL = "GM0420"
"""The municipality that one call in 50 is for."""


async def measure(folder: Path) -> tuple[Table, ...]:
    """Keep the calls, report on a month, let a day expire and be a year, report on that."""
    keep_a_million(folder / "records")
    database = Database(database_url(folder / "records", None))
    month = ReportPeriod((NOON - timedelta(days=30)).date(), (NOON - timedelta(days=1)).date())
    shown = table(
        f"Reports on {CALLS:,} calls of 90 days in SQLite",
        "Seconds until the report is made, and of a processor for it; each is compared with the same days before.",
        ("report", "calls", "times", "median s", "longest s", "processor s"),
    )

    def made(period: ReportPeriod, municipality: str | None = None, *, beside_platform: bool = False) -> int:
        return made_report(database, period, municipality, {}, beside_platform=beside_platform).calls

    shown.add_row("a municipality's month", *_cells(lambda: made(month, _SMALL), REPEATED))
    beside = partial(made, month, _SMALL, beside_platform=True)
    shown.add_row("the same, beside all municipalities", *_cells(beside, REPEATED))
    shown.add_row("all calls of the month", *_cells(lambda: made(month), REPEATED))
    rows = _expired_year(database, folder / "records" / "records.sqlite")
    last = (NOON - _OLDEST).date()
    year = ReportPeriod(last - timedelta(days=_DAYS), last - timedelta(days=1))
    shown.add_row(f"a year of {rows:,} hours", *_cells(lambda: made(year), 1))
    database.close()
    return (shown,)


def _cells(work: Callable[[], int], times: int) -> tuple[str, ...]:
    seconds, before, calls = [], time.process_time(), 0
    for _ in range(times):
        began = time.perf_counter()
        calls = work()
        seconds.append(time.perf_counter() - began)
    processor = (time.process_time() - before) / times
    sample = Sample(tuple(seconds))
    return f"{calls:,}", str(times), f"{sample.median:.2f}", f"{max(sample.values):.2f}", f"{processor:.2f}"


def _expired_year(database: Database, file: Path) -> int:
    """Let the oldest day's calls expire, repeat its hours, and return how many `call_hour` then has."""
    while database.expire(NOON - _OLDEST):
        pass
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TEMP TABLE day AS WITH n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n LIMIT 999) SELECT k FROM n"
    )
    with connection:
        for hours in CALL_HOUR, QUESTION_HOUR, TAKEN_HOUR, TRIED_HOUR:
            values = {column.name: f'one."{column.name}"' for column in hours.columns}
            values["hour"] = "strftime('%Y-%m-%dT%H:%M:%fZ', one.hour, '-' || days.k || ' days')"
            values["municipality"] = "'GM' || (5000 + codes.k)"
            columns = ", ".join(f'"{name}"' for name in values)
            connection.execute(
                f"INSERT INTO {hours.name} ({columns}) SELECT {', '.join(values.values())} "  # noqa: S608
                f"FROM {hours.name} one, day days, day codes WHERE one.municipality = 'GM0405' "
                f"AND days.k <= {_DAYS} AND codes.k <= {_MUNICIPALITIES}"
            )
    (rows,) = connection.execute(f"SELECT count(*) FROM {CALL_HOUR.name}").fetchone()  # noqa: S608
    connection.close()
    return int(rows)
