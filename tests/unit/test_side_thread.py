"""A thread for what calls can do without: nobody waits for it, and what it can't take is counted."""

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest

from tests.unit.asterisk.waiting import until
from veertien.side_thread import SideThread


class Work:
    """Takes down what it is given; hangs while it is held, and fails while it has a fault."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.fault: Exception | None = None
        self.let_go = threading.Event()
        self.let_go.set()
        self.begun = threading.Event()
        self.finished = False

    def __call__(self, batch: Sequence[int]) -> None:
        self.begun.set()
        self.let_go.wait()
        if self.fault is not None:
            raise self.fault
        self.batches.append([*batch])

    def finish(self) -> None:
        self.finished = True


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.let_go.set()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def thread(work: Work, told: list[str]) -> SideThread[int]:
    return SideThread("test", work, most_waiting=10, most_at_once=4, on_fault=told.append, finish=work.finish)


async def test_what_waits_is_worked_off_in_order_and_in_batches(thread: SideThread[int], work: Work) -> None:
    work.let_go.clear()
    assert thread.offer(0)
    await asyncio.to_thread(work.begun.wait)
    assert all(thread.offer(item) for item in range(1, 10))
    work.let_go.set()
    await thread.stop(30)
    assert work.batches == [[0], [1, 2, 3, 4], [5, 6, 7, 8], [9]]
    assert (thread.waiting, thread.dropped, thread.fault) == (0, 0, None)


async def test_what_comes_beyond_the_queue_is_dropped_counted_and_told_once(
    thread: SideThread[int], work: Work, told: list[str]
) -> None:
    work.let_go.clear()
    assert [thread.offer(item) for item in range(13)] == [True] * 10 + [False] * 3
    assert (thread.waiting, thread.dropped) == (10, 3)
    assert told == [thread.fault] == ["it is too slow, 10 wait"]
    work.let_go.set()
    await until(lambda: thread.waiting == 0)
    assert thread.fault is None
    assert thread.offer(13)
    await thread.stop(30)
    assert sum(map(len, work.batches)) == 11


async def test_a_fault_is_told_once_and_counts_until_it_works_again(
    thread: SideThread[int], work: Work, told: list[str]
) -> None:
    work.fault = OSError("disk full")
    for item in range(3):
        thread.offer(item)
        await until(lambda: thread.waiting == 0)
        assert thread.fault == "disk full"
    work.fault = None
    thread.offer(3)
    await thread.stop(30)
    assert thread.fault is None
    assert told == ["disk full"]
    assert work.batches == [[3]]


async def test_work_that_hangs_is_a_fault_before_the_queue_is_full(
    thread: SideThread[int], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veertien.side_thread.STUCK_SECONDS", 0.0)
    work.let_go.clear()
    thread.offer(1)
    await until(lambda: thread.fault is not None)
    work.let_go.set()
    await until(lambda: thread.fault is None)
    await thread.stop(30)


async def test_at_the_end_it_finishes_in_its_thread_and_takes_nothing_in(thread: SideThread[int], work: Work) -> None:
    thread.offer(1)
    await thread.stop(30)
    assert work.finished
    assert not thread.offer(2)
    assert (thread.dropped, thread.fault) == (1, "it has been stopped")


async def test_an_end_that_takes_too_long_is_given_up_and_what_is_left_is_counted(
    thread: SideThread[int], work: Work
) -> None:
    work.let_go.clear()
    thread.offer(0)
    await asyncio.to_thread(work.begun.wait)
    thread.offer(1)
    thread.offer(2)
    async with asyncio.timeout(30):
        await thread.stop(0.01)
    assert thread.dropped == 2
    assert not work.finished


async def test_a_thread_that_cannot_be_started_is_a_fault_and_tried_again(
    thread: SideThread[int], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        assert not thread.offer(1)
        assert (thread.dropped, thread.fault) == (1, "can't start new thread")
    assert thread.offer(2)
    await thread.stop(30)
    assert work.batches == [[2]]
    assert thread.fault is None
