"""A daemon that is killed, whatever it is at: each call is there once and whole, or not at all."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, NOON
from veertien.archive import Archive, Database, LookAfter, OpenMark, Spool

pytestmark = pytest.mark.slow
KILLS = 6
WRITER = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from sqlalchemy.engine import URL
    from tests.unit.archive.made_calls import NODE, asked_call, heard
    from veertien.archive import Archive, Database, LookAfter, OpenMark, Spool, archive, database

    archive.DATABASE_REST_SECONDS, database.WAIT_SECONDS = 0.05, 0.05
    folder, first = Path(sys.argv[1]), int(sys.argv[2])
    database = Database(URL.create("sqlite", database=str(folder / "it.sqlite")))
    kept = Archive(database, Spool(folder / "spool"), NODE, OpenMark(folder / "open"))
    for place in range(first, first + 1_000_000):
        for answer in heard(f"{place}.0"):
            kept.take(answer)
        kept.take(asked_call(f"{place}.0"))
        if place == first:
            print("begun", flush=True)
        time.sleep(0.0005)
    """
)


@pytest.mark.fault("the daemon is killed while it writes records", caller="the dialplan's fallback", after="at once")
def test_after_any_kill_no_call_is_there_twice_or_in_part(tmp_path: Path) -> None:
    chance, database = random.Random(14), tmp_path / "it.sqlite"
    for kill in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(kill * 1_000_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            # Before it, it says what the process before has left behind.
            assert b"begun\n" in iter(writer.stdout.readline, b"")
            time.sleep(chance.uniform(0, 0.3))
            if kill % 2:
                # As if somebody looked at it with a tool of theirs: what comes meanwhile goes to the spool.
                other = sqlite3.connect(database, isolation_level=None, timeout=5.0)
                other.execute("BEGIN IMMEDIATE")
                time.sleep(chance.uniform(0.1, 0.4))
            os.kill(writer.pid, signal.SIGKILL)
            if kill % 2:
                other.close()
    after = Archive(
        Database(URL.create("sqlite", database=str(database))),
        Spool(tmp_path / "spool"),
        NODE,
        OpenMark(tmp_path / "open"),
    )
    after.take(LookAfter(NOON.replace(year=2000)))
    assert after.missing_since is not None
    asyncio.run(after.stop())
    assert OpenMark(tmp_path / "open").left_behind() is None
    assert after.fault is None
    # A line that a kill cut off, at most, each time.
    assert after.lost <= KILLS
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counts = connection.execute(
            "SELECT unique_id, count(place) FROM call LEFT JOIN answer ON call_id = id GROUP BY call.id"
        ).fetchall()
    names = [name for name, _ in counts]
    assert len(names) == len(set(names)) > KILLS
    # Of a call whose line in the spool was cut off the answers may be missing.
    assert sum(answers != 2 for _, answers in counts) <= KILLS
