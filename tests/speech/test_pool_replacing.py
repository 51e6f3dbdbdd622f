"""Recogniser processes that are killed, hang or can't be started are replaced."""

import asyncio
import contextlib
import errno
import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path
from threading import Thread

import pytest

from tests.recognisers import recognisers
from tests.speech.pools import SPEC, alive, started, until
from veertien.speech.acoustic_model.acoustics import shipped_model
from veertien.speech.processes.recogniser_work import Making
from veertien.speech.processes.recognisers import RecogniserPool, RecogniserUnavailableError


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


@pytest.mark.fault("two recognisers die over one answer", caller="the keypad list", after="at once")
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
    async with started(RecogniserPool(processes=1, deadline_seconds=1.5)) as pool:
        (first,) = pool.pids
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(RecogniserUnavailableError, match=r"1\.5 seconds"):
            await pool.recognise(answer, 8000, SPEC)
        await until(lambda: not alive(first))
        await until(lambda: pool.pids and pool.pids != (first,))


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
    async with started(RecogniserPool(processes=1, deadline_seconds=3600)) as pool:
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
    async with started(RecogniserPool(processes=1, deadline_seconds=3600, making=Making(model=model))) as pool:
        async with asyncio.timeout(60):
            away = model.rename(tmp_path / "away")
            os.kill(pool.pids[0], signal.SIGKILL)
            await until(lambda: pool.trouble)
            with pytest.raises(RecogniserUnavailableError, match=r"none could be started: .*model"):
                await pool.recognise(answer, 8000, SPEC)
            away.rename(model)
            await until(lambda: pool.ready == 1)
            assert (await pool.recognise(answer, 8000, SPEC)).guesses[0].key == "GM0420"


@pytest.mark.fault("the machine has no memory left for a recogniser", caller="the keypad list", after="at once")
async def test_a_recogniser_for_which_there_was_no_memory_is_started_when_there_is(answer: bytes) -> None:
    async with started(RecogniserPool(processes=1, deadline_seconds=3600)) as pool:
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


@pytest.mark.fault("a recogniser gets hardly any processor time", caller="the keypad list", after="5 s an answer")
async def test_a_process_that_is_slow_is_left_alive(answer: bytes) -> None:
    async with started(RecogniserPool(processes=1, deadline_seconds=1.0)) as pool:
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


@pytest.mark.fault("a recogniser computes for ever", caller="the keypad list", after="5 s an answer")
async def test_a_process_that_spins_is_killed_and_replaced(answer: bytes) -> None:
    async with started(RecogniserPool(processes=1, deadline_seconds=0.15)) as pool:
        (first,) = pool.pids
        # Nearly a minute of speech, seconds of work, is as good as no end here.
        with pytest.raises(RecogniserUnavailableError, match=r"0\.15 seconds"):
            await pool.recognise((answer * 60)[: 55 * 16000], 8000, SPEC)
        await until(lambda: not alive(first))
        await until(lambda: pool.ready == 1)
