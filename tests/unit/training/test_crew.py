"""Work shared out over processes: results in order, faults reported, the environment left as it was."""

import os
from collections.abc import Callable
from functools import partial

import pytest

from veertien.speech.processes.single_thread import THREADS
from veertien.training.crew import in_fresh_processes, in_parallel
from veertien.training.progress import Unseen

pytestmark = pytest.mark.slow


class Counted(Unseen):
    """A stage that remembers how far it came."""

    def __init__(self) -> None:
        self.done = 0

    def advance(self, n: int = 1) -> None:
        self.done += n


class Memory:
    """What one process remembers; in this one it stays empty."""

    given = ""
    seen: tuple[int, ...] = ()


def remember(one: str, other: str) -> None:
    Memory.given = one + other


def what_is_remembered(number: int) -> tuple[str, int]:
    return Memory.given, number


def what_was_seen(number: int) -> tuple[int, ...]:
    Memory.seen = (*Memory.seen, number)
    return Memory.seen


def doubled(number: int) -> int:
    return 2 * number


def threads(_: int) -> list[str]:
    return [os.environ[name] for name in THREADS]


def process(_: int) -> int:
    return os.getpid()


def refusing(number: int) -> int:
    if number == 3:
        raise ValueError("three is refused")
    return number


def one(_: int) -> int:
    return 1


BOTH = pytest.mark.parametrize("share_out", [in_parallel, in_fresh_processes])


@BOTH
def test_results_come_in_the_order_of_the_tasks(share_out: Callable[..., list[int]]) -> None:
    stage = Counted()
    assert share_out(doubled, [3, 1, 2], stage, int) == [6, 2, 4]
    assert stage.done == 6


@BOTH
def test_of_no_tasks_there_are_no_results(share_out: Callable[..., list[int]]) -> None:
    assert share_out(doubled, [], Counted(), one) == []


@BOTH
def test_what_a_task_raises_comes_through(share_out: Callable[..., list[int]]) -> None:
    stage = Counted()
    with pytest.raises(ValueError, match="three is refused"):
        share_out(refusing, [1, 2, 3, 4], stage, one)
    assert stage.done == 2


@BOTH
def test_each_process_has_one_thread_and_this_one_keeps_its_own(
    share_out: Callable[..., list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert share_out(threads, [0], Counted(), one) == [["1"] * len(THREADS)]
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7"
    assert "OMP_NUM_THREADS" not in os.environ


@BOTH
def test_the_environment_is_restored_after_a_fault_too(
    share_out: Callable[..., list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKL_NUM_THREADS", "5")
    with pytest.raises(ValueError, match="three"):
        share_out(refusing, [3], Counted(), one)
    assert os.environ["MKL_NUM_THREADS"] == "5"


@BOTH
def test_work_is_done_elsewhere(share_out: Callable[..., list[int]]) -> None:
    assert os.getpid() not in share_out(process, [0, 1], Counted(), one)


def test_each_process_is_made_ready() -> None:
    found = in_parallel(what_is_remembered, [1, 2], Counted(), one, partial(remember, "bo", "th"))
    assert found == [("both", 1), ("both", 2)]
    assert Memory.given == ""


def test_a_fresh_process_knows_nothing_of_other_tasks() -> None:
    assert in_fresh_processes(what_was_seen, [1, 2, 3], Counted(), one) == [(1,), (2,), (3,)]
