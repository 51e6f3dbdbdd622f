"""`python -m bench.kills [KILLS]`: kill the daemon over its records, 100 times unless told otherwise, and count.

It takes some 8 s a kill. Status 1 means that a call suffered, or that a record is there twice.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console

from bench.figures import table
from demo.daemon_config import REPOSITORY
from demo.installation import find_or_fetch
from demo.network import CARRIER_ADDRESS
from demo.peer import peer_at
from demo.stage import running_stage
from tests.telephony.records_kept.killing import Killed, kill_over_records

KILLS = 100
SEED = 14
SETTINGS = "records: {dir: records}\n"
BUILD = REPOSITORY / "build"
WRITTEN_SECONDS = 3.0
"""Seconds in which what waits, in the spool too, is written after the last start."""


async def killed(kills: int, folder: Path) -> tuple[Killed, Counter[str], set[str]]:
    """Return what became of the calls, how many records there are of each, by the Call-ID, and which the log has."""
    async with running_stage(find_or_fetch(BUILD), folder, BUILD / "cache", settings=SETTINGS) as stage:
        async with peer_at(CARRIER_ADDRESS) as carrier:
            found = await kill_over_records(stage, carrier, kills, SEED)
        await asyncio.sleep(WRITTEN_SECONDS)
        await stage.daemon.stop()
        with sqlite3.connect(stage.config / "records" / "records.sqlite") as connection:
            (health,) = connection.execute("PRAGMA integrity_check").fetchone()
            if health != "ok":
                raise RuntimeError(f"the database is damaged: {health}")
            kept = Counter(name for (name,) in connection.execute("SELECT sip_call_id FROM call"))
            lines = (json.loads(line) for line in stage.daemon.log.splitlines() if line.startswith("{"))
            logged = {str(line["sip_call_id"]) for line in lines if line["event"] == "call"}
    return found, kept, logged


def main(kills: int) -> int:
    """Print what came of it; return the exit status."""
    # Short: Asterisk's control socket lies in it.
    with tempfile.TemporaryDirectory(prefix="v14-") as folder:
        found, kept, logged = asyncio.run(killed(kills, Path(folder) / "0"))
    twice = sum(count > 1 for name, count in kept.items() if name)
    shown = table(
        "kill -9 of the daemon over its records",
        "Calls without a question come in at 12 a second; records by the Call-ID. A call that is in the log had ended "
        "before the kill; the others were under way, or came while the daemon was dead.",
        ("what", "count"),
    )
    for what, count in (
        ("kills", found.kills),
        ("calls that somebody took", len(found.answered)),
        ("calls that nobody took", len(found.lost)),
        ("records", kept.total()),
        ("records that are there twice", twice),
        ("calls in the log", len(logged)),
        ("of these without a record", len(logged - kept.keys())),
    ):
        shown.add_row(what, str(count))
    Console(highlight=False).print(shown)
    return 1 if found.lost or twice else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
