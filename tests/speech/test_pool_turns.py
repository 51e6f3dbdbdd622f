"""Who gets a recogniser process next, and who waits."""

import asyncio
import os
import signal

import pytest

from tests.speech.pools import SPEC, started
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.pool import OVERLOADED_SHARE, PRESSED_SHARE
from veertien.speech.processes.recogniser_work import Job
from veertien.speech.processes.recognisers import RecogniserPool, RecogniserUnavailableError
from veertien.speech.processes.worker_process import WorkerProcess


async def test_work_that_may_be_useless_waits_for_a_process_that_nobody_else_wants(
    pool: RecogniserPool, answer: bytes
) -> None:
    order: list[str] = []

    async def work(name: str, urgent: asyncio.Event | None) -> None:
        await pool.recognise(answer, 8000, SPEC, urgent)
        order.append(name)

    never = asyncio.Event()
    (pid,) = pool.pids
    # So that all have come before the first is done, on a busy machine too.
    os.kill(pid, signal.SIGSTOP)
    async with asyncio.TaskGroup() as group:
        group.create_task(work("first", None))
        await asyncio.sleep(0)
        group.create_task(work("useless perhaps", never))
        await asyncio.sleep(0.005)
        for name in ("second", "third"):
            group.create_task(work(name, None))
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGCONT)
    assert order == ["first", "second", "third", "useless perhaps"]


async def test_work_that_has_become_urgent_waits_its_turn_like_any(pool: RecogniserPool, answer: bytes) -> None:
    (pid,) = pool.pids
    os.kill(pid, signal.SIGSTOP)
    urgent = asyncio.Event()
    first = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
    await asyncio.sleep(0)
    perhaps = asyncio.create_task(pool.recognise(answer, 8000, SPEC, urgent))
    await asyncio.sleep(0.1)
    urgent.set()
    await asyncio.sleep(0.1)
    last = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGCONT)
    await perhaps
    assert first.done()
    assert not last.done()
    assert (await last).guesses[0].key == "GM0420"


async def test_work_that_is_given_up_while_it_waits_leaves_the_process_to_others(
    pool: RecogniserPool, answer: bytes
) -> None:
    first = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
    await asyncio.sleep(0)
    perhaps = asyncio.create_task(pool.recognise(answer, 8000, SPEC, asyncio.Event()))
    await asyncio.sleep(0.01)
    perhaps.cancel()
    assert (await first).guesses[0].key == "GM0420"
    assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"


async def test_no_more_wait_than_may(answer: bytes) -> None:
    async with started(RecogniserPool(processes=1, most_waiting=1)) as pool:
        first = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
        await asyncio.sleep(0)
        with pytest.raises(RecogniserUnavailableError, match="wait already"):
            await pool.recognise(answer, 8000, SPEC)
        assert (await first).guesses


async def test_while_others_have_waited_long_each_is_to_cost_less_and_one_more_is_refused_at_once(
    answer: bytes,
) -> None:
    deadline = 10.0
    async with started(RecogniserPool(processes=1, deadline_seconds=deadline)) as pool:
        (pid,) = pool.pids
        os.kill(pid, signal.SIGSTOP)
        first = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
        await asyncio.sleep(0)
        assert (pool.pressed, pool.overloaded) == (False, False), "the first is with the process and waits for none"
        waiting = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
        await asyncio.sleep(PRESSED_SHARE * deadline + 0.1)
        assert (pool.pressed, pool.overloaded) == (True, False)
        await asyncio.sleep((OVERLOADED_SHARE - PRESSED_SHARE) * deadline)
        assert (pool.pressed, pool.overloaded) == (True, True)
        with pytest.raises(RecogniserUnavailableError, match=r"others have waited for 3\.\d s; set more recognisers"):
            await pool.recognise(answer, 8000, SPEC)
        os.kill(pid, signal.SIGCONT)
        assert (await first).guesses
        assert (await waiting).guesses
        assert (pool.pressed, pool.overloaded) == (False, False)


async def test_a_caller_who_hangs_up_does_not_take_the_process_along(pool: RecogniserPool, answer: bytes) -> None:
    before = pool.pids
    work = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
    await asyncio.sleep(0.02)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"
    assert pool.pids == before


async def test_an_unusable_grammar_is_unavailable_and_harms_nobody_else(pool: RecogniserPool, answer: bytes) -> None:
    before = pool.pids
    with pytest.raises(RecogniserUnavailableError, match="nothing to say"):
        await pool.recognise(answer, 8000, GrammarSpec("nothing to say", ()))
    assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"
    assert pool.pids == before


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_name_does_not_wait_for_those_who_talk_and_talk(answer: bytes, processes: int) -> None:
    order: list[str] = []

    async def work(pool: RecogniserPool, name: str, pcm: bytes) -> None:
        await pool.recognise(pcm, 8000, SPEC)
        order.append(name)

    async with started(RecogniserPool(processes, deadline_seconds=60)) as pool, asyncio.TaskGroup() as group:
        for number in range(processes + 1):
            group.create_task(work(pool, f"talk {number}", answer * 6))
        await asyncio.sleep(0)
        group.create_task(work(pool, "name", answer))
    # One process alone can't leave what it is at.
    assert order.index("name") == (1 if processes == 1 else 0)


async def test_an_answer_is_hurried_while_others_wait(
    pool: RecogniserPool, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []
    submit = WorkerProcess.submit

    def watched(self: WorkerProcess, job: Job) -> "asyncio.Future[object]":
        given.append(job.hurried)
        return submit(self, job)

    monkeypatch.setattr(WorkerProcess, "submit", watched)
    heard = await asyncio.gather(*(pool.recognise(answer, 8000, SPEC) for _ in range(3)))
    # Nobody waited yet when the first one began, and nobody any more when the last one did.
    assert given == [False, True, False]
    assert {one.guesses[0].key for one in heard} == {"GM0420"}
