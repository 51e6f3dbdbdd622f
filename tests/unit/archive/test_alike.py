"""SQLite and PostgreSQL hold the same: a thousand made-up calls give the same bytes, single and in their hours."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, asked_call, heard
from veertien.archive import Database
from veertien.archive.queries.exporting import csv_lines, json_lines
from veertien.archive.rows import KeptRow, change_row, rows_of_call
from veertien.archive.schema import METADATA
from veertien.callflow import CallRecorded

pytestmark = pytest.mark.slow
CALLS = 1000
CLOCKS_CHANGE = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
TEXTS = ("Hoorn was chosen.", '\'s-Gravenhage; "Den Haag"', "Noardeast-Fryslân,\nFryslân", "", " ", "ß €")


def made_up(chance: random.Random) -> Iterator[tuple[KeptRow, ...]]:
    for place in range(CALLS):
        around = chance.choice(CLOCKS_CHANGE)
        at = around + timedelta(microseconds=chance.randrange(-5_000_000_000, 5_000_000_000))
        call = asked_call(f"{place}.0", at, chance.choice(("GM0420", "GM0405")))
        if place % 100 == 0:
            # The clock was wrong until it was set amid the call.
            call = replace(call, times=replace(call.times, ended=at + timedelta(days=60)))
        yield rows_of_call(NODE, varied(call, chance), heard(f"{place}.0", at)[: chance.randrange(3)])


def varied(call: CallRecorded, chance: random.Random) -> CallRecorded:
    assert call.record
    assert call.arrival
    record = replace(call.record, reason=chance.choice(TEXTS), national=chance.random() < 0.1)
    if chance.random() < 0.3:
        record = replace(record, question=None, municipality=None, announced_seconds=chance.uniform(0, 20))
    arrival = replace(call.arrival, test=chance.random() < 0.1)
    return replace(call, record=record, arrival=arrival, end=call.end if chance.random() < 0.9 else None)


def bytes_of(database: Database) -> bytes:
    parts = (
        write(table.columns.keys(), database.rows(table, None, None))
        for table in METADATA.sorted_tables
        for write in (csv_lines, json_lines)
    )
    return "".join(chain.from_iterable(parts)).encode()


def test_both_databases_give_the_same_bytes_also_when_calls_have_expired(tmp_path: Path, postgresql_url: URL) -> None:
    rows = list(made_up(random.Random(14)))
    change = change_row(NODE, CLOCKS_CHANGE[0], "reload", "0.1.0", "refused", "SIGHUP", None, TEXTS)
    databases = Database(URL.create("sqlite", database=str(tmp_path / "records.sqlite"))), Database(postgresql_url)
    for database in databases:
        for some in rows:
            database.write(some)
        database.write((change,))
    one, other = map(bytes_of, databases)
    assert one == other
    assert one.count(b"\n") > 2 * CALLS
    for database in databases:
        while database.expire(CLOCKS_CHANGE[1]):
            pass
    expired_one, expired_other = map(bytes_of, databases)
    assert expired_one == expired_other != one
    for database in databases:
        database.close()
