"""Records of real calls in a database: a row for each, none for whose number it was, and no call that it changes."""

import asyncio
import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from demo.daemon_config import TABLES
from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import last_arrival, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from tests.telephony.records import record
from veertien.routing import AMSTERDAM
from veertien.testcall.placed_call import HearOut, Say

CALLER = "0229123456"
SETTINGS = "records: {dir: records}\n"
COMPARING = "records: {dir: records, compare_choices: true}\n"
ALWAYS_CONFIRM = {"conversation.yaml": "question: {accept: 1}\n"}
SECONDS = 30.0


async def test_a_call_whose_caller_was_asked_is_a_row_with_its_answers(make_stage: StageMaker, folder: Path) -> None:
    stage = await make_stage(tables=changed(folder, ALWAYS_CONFIRM, {}), settings=COMPARING)
    await says(stage, "Wognum", "ja")
    line = await record(stage, 0)
    row = await the_call(stage, line["call"])
    assert (row["municipality"], row["question_end"], row["caller_kind"]) == ("GM0420", "confirmed", "fixed")
    assert (row["sip_call_id"], row["ended_by"]) == (line["sip_call_id"], line["ended_by"])
    # Compared with what she chose before, which is nothing.
    assert row["chose_before"] == ""
    parts = [value for name, value in row.items() if name in {f"{part}_ms" for part in line["question"]["parts"]}]
    assert sum(parts) == row["question_ms"] == round(line["question"]["seconds"] * 1000)
    assert row["confirming_ms"] > 0
    assert row["started_at"] < row["answered_at"] < row["decided_at"] <= row["dialled_at"] <= row["taken_at"]
    answers = rows(stage, "SELECT state, decision, best, said_as FROM answer ORDER BY place")
    assert [tuple(answer.values()) for answer in answers] == [
        ("asking", "confirm", "GM0420", "place"),
        ("confirming", "accept", "yes", None),
    ]
    await replays_the_call(stage, folder / "new")
    kept = b"".join(file.read_bytes() for file in (stage.config / "records").iterdir())
    assert CALLER.encode() not in kept
    assert CALLER[1:].encode() not in kept


@pytest.mark.fault("the records' database is locked by somebody else", caller="nothing", after="-")
async def test_while_the_database_is_locked_calls_go_on_and_their_rows_come_later(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=SETTINGS)
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        call.bye()
        await the_call(stage, (await record(stage, 0))["call"])
        other = sqlite3.connect(database(stage), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        call.bye()
        line = await record(stage, 1)
        assert (line["result"], line["fell_back"]) == ("ANSWER", False)
        async with asyncio.timeout(SECONDS):
            while "archive" not in (await stage.daemon.health())["degraded"]:
                await asyncio.sleep(0.1)
        other.execute("COMMIT")
        other.close()
        await the_call(stage, line["call"], most_seconds=60.0)
        assert len(rows(stage, "SELECT id FROM call")) == 2


async def test_real_calls_are_told_of_in_a_report(make_stage: StageMaker) -> None:
    calls = 5
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=SETTINGS)
        for place_of_call in range(calls):
            call = await carrier.call(stage.network.pbx, Invitation("14020"))
            await call.answered()
            # Time for the dialplan to see that somebody took it.
            await asyncio.sleep(0.5)
            call.bye()
            await the_call(stage, (await record(stage, place_of_call))["call"])
    day = str(datetime.now(AMSTERDAM).date())
    status, printed = await veertien(stage, "report", "--from", day, "--until", day, "--json")
    assert status == 0
    report = json.loads(printed)
    numbers = {each["key"]: each["value"] for each in report["figures"]}
    assert (numbers["calls"], numbers["asked"], numbers["given_up"]) == (calls, 0, 0)
    assert 0 <= numbers["person_median"] < SECONDS
    (tried,) = next(each["rows"] for each in report["tables"] if each["key"] == "destinations")
    assert (tried["name"], tried["values"]) == ("trunk-amsterdam", [calls, 0, 0, 0, 0])


async def replays_the_call(stage: Stage, new: Path) -> None:
    """With the usual threshold the caller would not have been asked whether that was meant, and it was."""
    shutil.copytree(stage.config, new, ignore=shutil.ignore_patterns("records"))
    (new / "conversation.yaml").write_bytes((TABLES / "conversation.yaml").read_bytes())
    by_new = replace(stage, config=new)
    status, printed = await veertien(by_new, "check", "--diff", str(stage.config), "--calls", "1d", "--json")
    assert status == 0, printed
    replay = json.loads(printed)["replay"]
    assert (replay["calls"], replay["asked"], replay["unknown"]) == (1, {"before": 1, "after": 1}, {})
    assert replay["answers"] == [{"before": "confirmed", "after": "taken", "answers": 1}]
    assert replay["taken_now"] == {"right": 1, "wrong": 0}


async def says(stage: Stage, *all_words: str) -> None:
    steps = tuple(
        step for words in all_words for step in (HearOut(), Say(stage.voices.speak(words, CLEAR_VOICE), words))
    )
    await place(stage, "140229", steps, caller=CALLER)
    assert last_arrival(stage).endpoint == "trunk-medemblik"


def database(stage: Stage) -> Path:
    return stage.config / "records" / "records.sqlite"


def rows(stage: Stage, query: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(database(stage))
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


async def the_call(stage: Stage, unique_id: str, most_seconds: float = SECONDS) -> dict[str, Any]:
    """Wait for the row of this call."""
    async with asyncio.timeout(most_seconds):
        while not (found := rows(stage, f"SELECT * FROM call WHERE unique_id = '{unique_id}'")):
            await asyncio.sleep(0.1)
    return found[0]
