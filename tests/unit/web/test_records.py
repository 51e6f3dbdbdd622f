"""How pages ask the records: a few at once, each in its turn, and nobody for ever."""

import asyncio
import threading
from pathlib import Path

import pytest

from veertien.archive import Database
from veertien.config import RecordsSettings
from veertien.web.calls import records
from veertien.web.calls.records import READERS, Records
from veertien.web.refusals import NoRecordsError, RefusalError


@pytest.fixture
def settings(tmp_path: Path) -> RecordsSettings:
    return RecordsSettings.model_construct(folder=tmp_path)


async def test_more_than_there_are_readers_wait_for_their_turn(settings: RecordsSettings) -> None:
    asked = Records(settings)
    at_once = threading.Barrier(READERS)
    readers = await asyncio.gather(
        *(asked.ask(lambda database: (at_once.wait(20), id(database))) for _ in range(2 * READERS))
    )
    assert len({reader for _, reader in readers}) == READERS
    await asked.close()


async def test_who_waits_too_long_is_told_that_it_is_busy(
    settings: RecordsSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_WAIT_SECONDS", 0.1)
    asked, go_on = Records(settings), threading.Event()
    busy = [asyncio.create_task(asked.ask(lambda _: go_on.wait(20))) for _ in range(READERS)]
    await asyncio.sleep(0)
    with pytest.raises(RefusalError) as raised:
        await asked.ask(lambda _: True)
    assert raised.value.status == 503
    go_on.set()
    assert await asyncio.gather(*busy) == [True] * READERS
    assert await asked.ask(lambda _: True)
    await asked.close()


async def test_who_gives_up_waiting_takes_no_reader_with_him(settings: RecordsSettings) -> None:
    asked, go_on = Records(settings), threading.Event()
    for _ in range(READERS):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asked.ask(lambda _: go_on.wait(20))
    go_on.set()
    assert await asked.ask(lambda database: isinstance(database, Database))
    await asked.close()


async def test_without_records_there_is_nothing_to_ask() -> None:
    asked = Records(None)
    with pytest.raises(NoRecordsError):
        await asked.ask(lambda _: True)
    await asked.close()
