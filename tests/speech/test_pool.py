"""Recogniser processes that are killed, hang, and end."""

import asyncio
import contextlib
import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.recognisers import recognisers
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.messages import Making
from veertien.speech.processes.pool import RecogniserPool, RecogniserUnavailableError
from veertien.speech.recognition.acoustics import shipped_model

SPEC = GrammarSpec("two", (Phrase("Medemblik", "GM0420"), Phrase("Wervershoof", "GM0420"), Phrase("Hoorn", "GM0405")))


@pytest.fixture
def answer(caller: Callable[[str, str], NDArray[np.int16]]) -> bytes:
    return caller("Wervershoof", "nl+m3").astype("<i2").tobytes()


@pytest.fixture
async def pool() -> AsyncIterator[RecogniserPool]:
    pool = RecogniserPool(processes=1)
    await pool.start([SPEC])
    yield pool
    await pool.stop()


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def until(condition: Callable[[], object]) -> None:
    """Poll a condition for at most 20 seconds."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


async def test_an_utterance_is_recognised_in_a_process_of_its_own(pool: RecogniserPool, answer: bytes) -> None:
    recognition = await pool.recognise(answer, 8000, SPEC)
    assert recognition.guesses[0].key == "GM0420"
    assert pool.pids != (os.getpid(),)


async def test_a_process_computes_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    pool = RecogniserPool(processes=1)
    await pool.start([SPEC])
    try:
        (pid,) = pool.pids
        assert b"OPENBLAS_NUM_THREADS=1" in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    finally:
        await pool.stop()


async def test_work_that_may_be_useless_waits_for_a_process_that_nobody_else_wants(
    pool: RecogniserPool, answer: bytes
) -> None:
    order: list[str] = []

    async def work(name: str, urgent: asyncio.Event | None) -> None:
        await pool.recognise(answer, 8000, SPEC, urgent)
        order.append(name)

    never = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(work("first", None))
        await asyncio.sleep(0)
        group.create_task(work("useless perhaps", never))
        await asyncio.sleep(0.005)
        for name in ("second", "third"):
            group.create_task(work(name, None))
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


async def test_a_process_killed_at_work_costs_one_retry(pool: RecogniserPool, answer: bytes) -> None:
    (first,) = pool.pids
    work = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
    await asyncio.sleep(0.02)
    os.kill(first, signal.SIGKILL)
    assert (await work).guesses[0].key == "GM0420"
    assert pool.pids != (first,)


async def test_a_process_killed_while_idle_is_replaced_at_once(pool: RecogniserPool, answer: bytes) -> None:
    (first,) = pool.pids
    os.kill(first, signal.SIGKILL)
    await until(lambda: pool.pids and pool.pids != (first,))
    assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"


async def test_when_the_second_process_dies_too_the_recogniser_is_unavailable(
    pool: RecogniserPool, answer: bytes
) -> None:
    killing = True

    async def kill() -> None:
        while killing:
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.02)

    killer = asyncio.create_task(kill())
    with pytest.raises(RecogniserUnavailableError):
        await pool.recognise(answer * 4, 8000, SPEC)
    killing = False
    await killer


async def test_a_process_that_hangs_is_killed_and_replaced(answer: bytes) -> None:
    pool = RecogniserPool(processes=1, deadline_seconds=1.5)
    await pool.start([SPEC])
    try:
        (first,) = pool.pids
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(RecogniserUnavailableError, match=r"1\.5 seconds"):
            await pool.recognise(answer, 8000, SPEC)
        await until(lambda: not alive(first))
        await until(lambda: pool.pids and pool.pids != (first,))
    finally:
        await pool.stop()


async def test_a_process_killed_while_its_utterance_is_still_being_sent_is_replaced(
    pool: RecogniserPool, answer: bytes
) -> None:
    (first,) = pool.pids
    os.kill(first, signal.SIGSTOP)
    # More than a pipe holds, to a process that doesn't read: the sender waits in the middle of it.
    work = asyncio.create_task(pool.recognise(answer * 20, 8000, SPEC))
    await asyncio.sleep(0.2)
    os.kill(first, signal.SIGKILL)
    await until(lambda: pool.pids and pool.pids != (first,))
    work.cancel()
    await asyncio.wait({work})
    assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"


async def test_no_more_wait_than_may(answer: bytes) -> None:
    pool = RecogniserPool(processes=1, most_waiting=1)
    await pool.start([SPEC])
    try:
        first = asyncio.create_task(pool.recognise(answer, 8000, SPEC))
        await asyncio.sleep(0)
        with pytest.raises(RecogniserUnavailableError, match="wait already"):
            await pool.recognise(answer, 8000, SPEC)
        assert (await first).guesses
    finally:
        await pool.stop()


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


async def test_a_pool_that_can_not_start_says_so_and_leaves_no_process() -> None:
    pool = RecogniserPool(processes=1)
    with pytest.raises(RecogniserUnavailableError, match="could be started"):
        await pool.start([GrammarSpec("nothing to say", ())])
    assert pool.pids == ()


async def test_stopping_leaves_no_process_not_even_a_stopped_one() -> None:
    pool = RecogniserPool(processes=2)
    await pool.start()
    pids = pool.pids
    os.kill(pids[0], signal.SIGSTOP)
    await pool.stop()
    assert not any(alive(pid) for pid in pids)
    with pytest.raises(RecogniserUnavailableError, match="not running"):
        await pool.recognise(bytes(16000), 8000, SPEC)


FAULTS = {
    "no process": (subprocess, "Popen", BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))),
    "no memory": (subprocess, "Popen", MemoryError()),
    "no memory, by the system": (subprocess, "Popen", OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))),
    # The process is there by then.
    "no descriptor": (asyncio.BaseEventLoop, "create_connection", OSError(errno.EMFILE, os.strerror(errno.EMFILE))),
}


@pytest.mark.fault("no recogniser can be started for a while", caller="the keypad list", after="at once")
@pytest.mark.parametrize(("owner", "name", "fault"), FAULTS.values(), ids=FAULTS)
async def test_a_recogniser_that_can_not_be_replaced_is_tried_again_until_it_can(
    answer: bytes, owner: object, name: str, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A deadline that nobody waits for: what fails here fails at once.
    pool = RecogniserPool(processes=1, deadline_seconds=3600)
    await pool.start([SPEC])
    try:
        tries = 0

        def start(*_: object, **__: object) -> None:
            nonlocal tries
            tries += 1
            raise fault

        async with asyncio.timeout(30):
            with monkeypatch.context() as without:
                without.setattr(owner, name, start)
                (first,) = pool.pids
                os.kill(first, signal.SIGKILL)
                await until(lambda: not pool.ready)
                with pytest.raises(RecogniserUnavailableError, match="none could be started"):
                    await pool.recognise(answer, 8000, SPEC)
                with pytest.raises(RecogniserUnavailableError, match="none could be started"):
                    await pool.recognise(answer, 8000, SPEC)
                await until(lambda: tries > 1)
                assert pool.trouble == (str(fault) or repr(fault))
                assert recognisers(os.getpid()) == set()
            await until(lambda: pool.ready == 1)
        assert pool.trouble == ""
        assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"
    finally:
        await pool.stop()


@pytest.mark.fault("no thread can be started when a recogniser dies", caller="is understood as before", after="-")
async def test_a_recogniser_needs_no_thread_of_the_daemon(
    pool: RecogniserPool, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    (first,) = pool.pids
    with monkeypatch.context() as without:
        without.setattr(Thread, "start", start)
        os.kill(first, signal.SIGKILL)
        await until(lambda: pool.ready and pool.pids != (first,))
        assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"


@pytest.mark.fault("the model's files are away when a recogniser dies", caller="the keypad list", after="at once")
async def test_a_recogniser_whose_model_was_away_comes_back_with_it(answer: bytes, tmp_path: Path) -> None:
    with shipped_model() as shipped:
        model = Path(shutil.copytree(shipped, tmp_path / "model"))
    pool = RecogniserPool(processes=1, deadline_seconds=3600, making=Making(model=model))
    await pool.start([SPEC])
    try:
        async with asyncio.timeout(60):
            away = model.rename(tmp_path / "away")
            os.kill(pool.pids[0], signal.SIGKILL)
            await until(lambda: pool.trouble)
            with pytest.raises(RecogniserUnavailableError, match=r"none could be started: .*model"):
                await pool.recognise(answer, 8000, SPEC)
            away.rename(model)
            await until(lambda: pool.ready == 1)
            assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"
    finally:
        await pool.stop()


@pytest.mark.fault("the machine has no memory left for a recogniser", caller="the keypad list", after="at once")
async def test_a_recogniser_for_which_there_was_no_memory_is_started_when_there_is(answer: bytes) -> None:
    pool = RecogniserPool(processes=1, deadline_seconds=3600)
    await pool.start([SPEC])
    try:
        async with asyncio.timeout(60):
            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (64 << 20, hard))
            try:
                os.kill(pool.pids[0], signal.SIGKILL)
                await until(lambda: pool.trouble)
            finally:
                resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            await until(lambda: pool.ready == 1)
            assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"
    finally:
        await pool.stop()


@pytest.mark.fault("a recogniser gets hardly any processor time", caller="the keypad list", after="5 s an answer")
async def test_a_process_that_is_slow_is_left_alive(answer: bytes) -> None:
    pool = RecogniserPool(processes=1, deadline_seconds=1.0)
    await pool.start([SPEC])
    try:
        (pid,) = pool.pids
        slow = True

        async def starve() -> None:
            while slow:
                os.kill(pid, signal.SIGSTOP)
                await asyncio.sleep(0.25)
                os.kill(pid, signal.SIGCONT)
                await asyncio.sleep(0.03)

        starving = asyncio.create_task(starve())
        with pytest.raises(RecogniserUnavailableError, match="1 seconds"):
            await pool.recognise(answer * 4, 8000, SPEC)
        await asyncio.sleep(2)
        slow = False
        await starving
        async with asyncio.timeout(20):
            key = ""
            while not key:
                with contextlib.suppress(
                    RecogniserUnavailableError
                ):  # it may still be at what nobody waits for any more
                    key = (await pool.recognise(answer, 8000, SPEC)).guesses[0].key
        assert key == "GM0420"
        assert pool.pids == (pid,)
    finally:
        await pool.stop()


@pytest.mark.fault("a recogniser computes for ever", caller="the keypad list", after="5 s an answer")
async def test_a_process_that_spins_is_killed_and_replaced(answer: bytes) -> None:
    pool = RecogniserPool(processes=1, deadline_seconds=0.15)
    await pool.start([SPEC])
    try:
        (first,) = pool.pids
        # Nearly a minute of speech, seconds of work, is as good as no end here.
        with pytest.raises(RecogniserUnavailableError, match=r"0\.15 seconds"):
            await pool.recognise((answer * 60)[: 55 * 16000], 8000, SPEC)
        await until(lambda: not alive(first))
        await until(lambda: pool.ready == 1)
    finally:
        await pool.stop()


@pytest.mark.parametrize("processes", [1, 2])
async def test_a_name_does_not_wait_for_those_who_talk_and_talk(answer: bytes, processes: int) -> None:
    pool = RecogniserPool(processes, deadline_seconds=60)
    await pool.start([SPEC])
    order: list[str] = []

    async def work(name: str, pcm: bytes) -> None:
        await pool.recognise(pcm, 8000, SPEC)
        order.append(name)

    try:
        async with asyncio.TaskGroup() as group:
            for number in range(processes + 1):
                group.create_task(work(f"talk {number}", answer * 6))
            await asyncio.sleep(0)
            group.create_task(work("name", answer))
    finally:
        await pool.stop()
    # One process alone can't leave what it is at.
    assert order.index("name") == (1 if processes == 1 else 0)


PROGRAM = """
import asyncio
from veertien.speech.processes.pool import RecogniserPool

async def main():
    pool = RecogniserPool(processes=1)
    starting = asyncio.create_task(pool.start())
    while not pool.pids:
        await asyncio.sleep(0.001)
    print(*pool.pids, flush=True)
    await starting
    print("ready", flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def start_program(tmp_path: Path) -> "tuple[subprocess.Popen[str], int]":
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    process = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    return process, int(process.stdout.readline())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=["interrupt from the keyboard", "reload"])
async def test_a_signal_meant_for_the_daemon_is_no_business_of_the_recognisers(
    tmp_path: Path, number: signal.Signals
) -> None:
    process, worker = start_program(tmp_path)
    # While it starts, before it can have set anything up itself.
    os.kill(worker, number)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    os.kill(worker, number)
    assert alive(worker)
    process.kill()
    _, faults = process.communicate()
    assert "Traceback" not in faults


async def test_recognisers_follow_a_killed_daemon(tmp_path: Path) -> None:
    process, worker = start_program(tmp_path)
    assert process.stdout
    process.stdout.readline()
    process.kill()
    process.communicate()
    await until(lambda: not alive(worker))
