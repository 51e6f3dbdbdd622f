"""Ten thousand made-up calls through the writer: each is there once, and every count is that of somebody who counts."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, asked_call, heard
from veertien.archive import Archive, Database, OpenMark, Spool
from veertien.archive.schema import ANSWER, CALL, CALL_HOUR, QUESTION_HOUR
from veertien.callflow import CallRecorded

pytestmark = pytest.mark.slow
CALLS = 10_000
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CLOCKS_CHANGE = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
MUNICIPALITIES = ("GM0405", "GM0420", "GM0388")


def made_up() -> Iterator[tuple[CallRecorded, int]]:
    """Calls around both changes of the clocks, a tenth of them tests, each with how many answers it had."""
    chance = random.Random(12)
    for place in range(CALLS):
        at = chance.choice(CLOCKS_CHANGE) + timedelta(seconds=chance.uniform(-7000, 7000))
        call = asked_call(f"{place}.0", at, chance.choice(MUNICIPALITIES))
        assert call.record
        assert call.record.question
        assert call.arrival
        question = replace(call.record.question, seconds=round(chance.uniform(1, 30), 3))
        asked = chance.random() < 0.7
        record = replace(call.record, question=question if asked else None)
        arrival = replace(call.arrival, test=chance.random() < 0.1)
        yield replace(call, record=record, arrival=arrival), chance.randrange(3) if asked else 0


def hour_of(call: CallRecorded) -> datetime:
    assert call.times.started
    return call.times.started.replace(minute=0, second=0, microsecond=0)


def test_every_count_is_that_of_somebody_who_counts(tmp_path: Path) -> None:
    calls = list(made_up())
    url = URL.create("sqlite", database=str(tmp_path / "records.sqlite"))

    async def keep() -> None:
        archive = Archive(Database(url), Spool(tmp_path / "spool"), NODE, OpenMark(tmp_path / "open"))
        for place, (call, answers) in enumerate(calls):
            for answer in heard(call.call)[:answers]:
                archive.take(answer)
            archive.take(call)
            while place % 1000 == 0 and archive.waiting > 1000:
                await asyncio.sleep(0.01)
        while archive.waiting:
            await asyncio.sleep(0.01)
        await archive.stop()
        assert (archive.lost, archive.written) == (0, CALLS + sum(answers for _, answers in calls))

    asyncio.run(keep())
    database = Database(url)
    found = list(database.rows(CALL, None, None))
    assert Counter(row.unique_id for row in found) == Counter(call.call for call, _ in calls)
    assert sum(1 for _ in database.rows(ANSWER, None, None)) == sum(answers for _, answers in calls)

    # The hour that the clock shows twice in autumn, and the one that it leaves out in spring.
    shown = Counter(row.started_at.astimezone(AMSTERDAM).strftime("%m-%d %H") for row in found)
    assert "03-29 02" not in shown
    assert shown["10-25 02"] > 1.5 * shown["10-25 03"]
    october = [call for call, _ in calls if hour_of(call) in (CLOCKS_CHANGE[1], CLOCKS_CHANGE[1] - timedelta(hours=1))]
    assert shown["10-25 02"] == len(october)

    while database.expire(datetime(2027, 1, 1, tzinfo=UTC)):
        pass
    real = [call for call, _ in calls if not call.arrival or not call.arrival.test]
    assert len(real) < CALLS
    by_hour: Counter[tuple[datetime, str]] = Counter()
    seconds: Counter[tuple[datetime, str]] = Counter()
    tenths: Counter[tuple[datetime, str, int]] = Counter()
    for call in real:
        assert call.record
        assert call.record.municipality
        kind = hour_of(call), call.record.municipality
        by_hour[kind] += 1
        if call.record.question:
            milliseconds = round(call.record.question.seconds * 1000)
            seconds[kind] += milliseconds
            tenths[(*kind, milliseconds // 100)] += 1
    hours = list(database.rows(CALL_HOUR, None, None))
    assert sum(row.calls for row in hours) == len(real)
    rolled: Counter[tuple[datetime, str]] = Counter()
    rolled_seconds: Counter[tuple[datetime, str]] = Counter()
    for row in hours:
        rolled[row.hour, row.municipality] += row.calls
        rolled_seconds[row.hour, row.municipality] += row.question_ms
    assert (rolled, rolled_seconds) == (by_hour, seconds)
    assert {
        (row.hour, row.municipality, row.tenths): row.calls for row in database.rows(QUESTION_HOUR, None, None)
    } == tenths
    database.close()
