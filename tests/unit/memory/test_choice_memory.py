"""Calls and the memory: it answers at once, or the call goes on without it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
import structlog
from structlog.testing import LogCapture

from tests.unit.asterisk.waiting import until
from veertien.memory import ChoiceMemory, ChoiceStore
from veertien.memory.choice_memory import MOST_WAITING

TODAY, LATER = date(2026, 11, 23), date(2027, 2, 21)
ANNA = "+31612345678"


class Hanging(ChoiceStore):
    """A disk that doesn't answer: no real one can be made to hang and then let go."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, b"k" * 32, 0.01)
        self.let_go = threading.Event()
        self.asked = 0

    def recall(self, number_e164: str, dialled: str, today: date) -> str | None:
        self.asked += 1
        self.let_go.wait()
        return super().recall(number_e164, dialled, today)


@pytest.fixture
def lines() -> Iterator[LogCapture]:
    capture = LogCapture()
    before = structlog.get_config()
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture
    structlog.configure(**before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "memory.sqlite"


@pytest.fixture
async def memory(file: Path) -> AsyncIterator[ChoiceMemory]:
    memory = ChoiceMemory(ChoiceStore(file, b"k" * 32, 0.01))
    yield memory
    await memory.stop()


async def recalled(memory: ChoiceMemory) -> str | None:
    """Recall until there is something: a loaded machine may take longer than a call waits."""
    async with asyncio.timeout(30):
        while (found := await memory.recall(ANNA, "140229", TODAY)) is None:
            await asyncio.sleep(0.1)
    return found


async def test_what_is_remembered_is_recalled(memory: ChoiceMemory) -> None:
    memory.remember(ANNA, "140229", "GM0420", LATER)
    assert await recalled(memory) == "GM0420"


async def test_what_was_to_be_remembered_is_written_before_the_daemon_stops(file: Path) -> None:
    memory = ChoiceMemory(ChoiceStore(file, b"k" * 32, 0.01))
    for dialled in ("140229", "140228", "140227"):
        memory.remember(ANNA, dialled, "GM0420", LATER)
    await memory.stop()
    assert ChoiceStore(file, b"k" * 32, 0.01).forget(ANNA) == 3


@pytest.mark.fault("the memory of choices hangs", caller="the question, as if never asked before", after="0.05 s")
async def test_a_database_that_hangs_costs_one_call_its_wait_and_is_left_alone_then(
    file: Path, lines: LogCapture
) -> None:
    store = Hanging(file)
    memory = ChoiceMemory(store)
    async with asyncio.timeout(5):
        assert [await memory.recall(ANNA, "140229", TODAY) for _ in range(20)] == [None] * 20
    assert store.asked == 1
    (line,) = lines.entries
    assert (line["event"], line["log_level"]) == ("memory_failed", "warning")
    store.let_go.set()
    await memory.stop()


async def test_a_damaged_database_is_told_of_without_a_number_and_costs_no_call(
    file: Path, memory: ChoiceMemory, lines: LogCapture
) -> None:
    file.write_bytes(b"no database" * 100)
    memory.remember(ANNA, "140229", "GM0420", LATER)
    assert await memory.recall(ANNA, "140229", TODAY) is None
    async with asyncio.timeout(30):
        while not lines.entries:
            await asyncio.sleep(0.01)
    assert "not a database" in lines.entries[0]["why"]
    assert "612345678" not in str(lines.entries)


async def test_no_more_waits_to_be_written_than_a_bound(file: Path) -> None:
    store = Hanging(file)
    memory = ChoiceMemory(store)
    blocking = asyncio.create_task(memory.recall(ANNA, "140229", TODAY))
    await asyncio.sleep(0)
    for number in range(3 * MOST_WAITING):
        memory.remember(str(number), "140229", "GM0420", LATER)
    store.let_go.set()
    await blocking
    await memory.stop()
    assert ChoiceStore(file, b"k" * 32, 0.01).forget_all() == MOST_WAITING - 1


async def test_why_the_last_operation_failed_is_told_until_one_succeeds(
    memory: ChoiceMemory, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veertien.memory.choice_memory.REST_SECONDS", 0.0)
    file.write_text("this is no database, and somebody needs it")
    memory.remember(ANNA, "140229", "GM0405", LATER)
    await until(lambda: memory.waiting == 0)
    assert memory.fault is not None
    assert "not a database" in memory.fault
    file.unlink()
    memory.remember(ANNA, "140229", "GM0405", LATER)
    await until(lambda: memory.waiting == 0)
    assert memory.fault is None


async def test_a_thread_that_cannot_be_started_is_a_fault_and_fails_no_call(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    memory = ChoiceMemory(ChoiceStore(file, b"k" * 32, 0.01))
    monkeypatch.setattr(threading.Thread, "start", start)
    assert await memory.recall(ANNA, "140229", TODAY) is None
    assert memory.fault == "can't start new thread"
