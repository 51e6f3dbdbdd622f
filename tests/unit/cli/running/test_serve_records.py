"""A running daemon keeps records of its calls in a database, whatever becomes of that."""

import contextlib
import re
import signal
import sqlite3
import subprocess
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.unit.cli.running.served import SECONDS, Start
from veertien.archive.schema import METADATA
from veertien.asterisk.dialplan.contract import CONNECT
from veertien.cli import main
from veertien.routing import AMSTERDAM

pytestmark = pytest.mark.slow

FRACTION = re.compile(r"(T\d\d:\d\d:\d\d|^(?:veertien|process|python)_\S* \d+)\.\d+", re.MULTILINE)
"""Of a time, or of a metric's value: digits as they come, which may be any number's."""


@pytest.fixture
def records(served_config: Path) -> Path:
    """The database of the daemon's records."""
    settings = served_config / "veertien.yaml"
    settings.write_text(f"{settings.read_text()}records: {{dir: records, compare_choices: true}}\n")
    return served_config / "records" / "records.sqlite"


def rows(database: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def until(database: Path, query: str, expected: list[Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        # The file is there a moment before its tables are.
        with contextlib.suppress(sqlite3.OperationalError):
            if database.exists() and rows(database, query) == expected:
                return
        time.sleep(0.1)
    assert rows(database, query) == expected


def until_any(database: Path, query: str) -> list[Any]:
    """Wait for rows, and return them."""
    deadline = time.monotonic() + SECONDS
    while True:
        with contextlib.suppress(sqlite3.OperationalError):
            if database.exists() and (found := rows(database, query)):
                return found
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_each_call_is_a_row_and_each_start_stop_and_reload_too(start: Start, records: Path) -> None:
    daemon = start(subprocess.DEVNULL)
    for number in (1, 2):
        assert daemon.call(number).endswith(f'{CONNECT}"\n')
    calls = "SELECT unique_id, outcome, dialled, caller_kind, test FROM call ORDER BY unique_id"
    until(records, calls, [("1.1", "connect", "14020", "fixed", 0), ("2.1", "connect", "14020", "fixed", 0)])
    assert "veertien_record_rows_written_total 3.0" in daemon.page("/metrics")
    daemon.ends_well()
    changes = rows(records, "SELECT kind, result, tables IS NOT NULL FROM change ORDER BY at")
    assert changes == [("start", "done", 1), ("stop", "done", 1)]
    assert b"0201234567" not in b"".join(file.read_bytes() for file in records.parent.iterdir())


def test_a_reload_that_was_refused_is_a_row_with_who_asked_and_each_fault(
    start: Start, records: Path, served_config: Path
) -> None:
    daemon = start(subprocess.DEVNULL)
    trunks = served_config / "trunks.yaml"
    sound = trunks.read_text()
    trunks.write_text(f"{sound}  - faulty\n")
    daemon.process.send_signal(signal.SIGHUP)
    refused = "SELECT who, what LIKE '%trunks.yaml:%', tables FROM change WHERE result = 'refused'"
    (in_force,) = until_any(records, "SELECT tables FROM change WHERE kind = 'start'")
    assert until_any(records, refused) == [("SIGHUP", 1, *in_force)]
    trunks.write_text(sound)
    daemon.process.send_signal(signal.SIGHUP)
    assert until_any(records, "SELECT kind, who, what FROM change WHERE result = 'loaded'") == [
        ("reload", "SIGHUP", None)
    ]


@pytest.mark.fault("the records' database is no database", caller="nothing; the call goes on", after="-")
def test_a_database_that_can_not_be_used_is_told_and_calls_go_on(start: Start, records: Path) -> None:
    records.parent.mkdir()
    records.write_text("this is no database, and somebody needs it" * 100)
    daemon = start(subprocess.DEVNULL)
    assert daemon.call(1).endswith(f'{CONNECT}"\n')
    assert "not a database" in daemon.until_degraded("archive")["why"]["archive"]


def test_after_a_thousand_calls_of_no_caller_the_number_is_anywhere(
    start: Start, records: Path, served_config: Path, tmp_path: Path
) -> None:
    """Nor what it begins with, beyond the area code."""
    blocks = [f"{begin}{block}" for begin in ("020999", "069998", "+4930999888") for block in range(10)]
    callers = [f"{block}{place:03}" for block in blocks for place in range(34)]
    log, day = tmp_path / "log", str(datetime.now(AMSTERDAM).date())
    with log.open("wb") as stderr:
        daemon = start(stderr.fileno())
    for number, caller in enumerate(callers):
        assert daemon.call(number, caller=caller).endswith(f'{CONNECT}"\n')
    until(records, "SELECT count(*), count(DISTINCT caller_kind) FROM call", [(len(callers), 3)])
    pages = [daemon.page(name) for name in ("/", "/healthz", "/metrics", "/events?follow=no")]
    daemon.ends_well()
    for table in METADATA.tables:
        pages.append(printed("records", "export", table, "--config", str(served_config)))
    days = ("--from", day, "--until", str(datetime.now(AMSTERDAM).date()), "--config", str(served_config))
    pages += [printed("report", *days, form) for form in ("--csv", "--json")]
    page = Path(printed("report", *days, "--html", str(tmp_path)).strip())
    kept = [file.read_bytes().decode(errors="replace") for file in (*records.parent.iterdir(), page)]
    everything = "\n".join((*pages, *kept, log.read_text()))
    assert everything.count("fixed") >= len(callers) // 3
    nationally = [re.sub(r"^(0|\+49)", "", caller) for caller in callers]
    assert not [number for number in nationally if number in everything]
    begun = {number[:-3] for number in nationally}
    # Where a number begins: six digits of a time may be any.
    told = FRACTION.sub(r"\1", everything)
    assert not re.findall(rf"(?<!\d)(?:\+|00)?(?:31|49|0)?(?:{'|'.join(begun)})", told)


def printed(*command: str) -> str:
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0
    return str(result.output)
