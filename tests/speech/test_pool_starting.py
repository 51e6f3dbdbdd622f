"""Recogniser processes begin and end with their daemon, one thread each."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.speech.pools import SPEC, alive, started, until
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.recognisers import RecogniserPool, RecogniserUnavailableError
from veertien.speech.processes.worker import YIELDS


async def test_an_utterance_is_recognised_in_a_process_of_its_own(pool: RecogniserPool, answer: bytes) -> None:
    recognition = await pool.recognise(answer, 8000, SPEC)
    assert recognition.guesses[0].key == "GM0420"
    assert pool.pids != (os.getpid(),)


async def test_a_process_computes_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    async with started(RecogniserPool(processes=1)) as pool:
        (pid,) = pool.pids
        assert b"OPENBLAS_NUM_THREADS=1" in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")


async def test_a_process_lets_the_daemon_go_first(pool: RecogniserPool) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in pool.pids} == {min(19, own + YIELDS)}


async def test_an_answer_tells_what_it_took_of_a_processor(pool: RecogniserPool, answer: bytes) -> None:
    recognition = await pool.recognise(answer, 8000, SPEC)
    assert 0.0 < recognition.cpu_seconds < 5.0


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


PROGRAM = """
import asyncio
from veertien.speech.processes.recognisers import RecogniserPool

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
