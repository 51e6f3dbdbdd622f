"""Veertien's files are replaced under a running daemon: old and new code never work together."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

import veertien
from veertien.release import digest_of

PROGRAM = """
import asyncio, sys
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.processes.recognisers import RecogniserPool, RecogniserUnavailableError

SPEC = GrammarSpec("one", (Phrase("Medemblik", "GM0420"), Phrase("Hoorn", "GM0405")))

async def main():
    pool = RecogniserPool(processes=2)
    await pool.start([SPEC])
    print(*pool.pids, flush=True)
    while order := (await asyncio.to_thread(sys.stdin.readline)).split():
        if order[0] == "degraded":
            while not (pool.trouble and pool.ready == 1):
                await asyncio.sleep(0.02)
            print(pool.trouble, flush=True)
        elif order[0] == "whole":
            while pool.ready < 2:
                await asyncio.sleep(0.02)
            print("whole", flush=True)
        elif order[0] == "recognise":
            recognition = await pool.recognise(bytes(16000), 8000, SPEC)
            print("recognised", len(recognition.guesses), flush=True)
        elif order[0] == "reload":
            other = RecogniserPool(processes=1)
            try:
                await other.start([SPEC])
            except RecogniserUnavailableError as error:
                print(error, flush=True)
    await pool.stop()

if __name__ == "__main__":
    asyncio.run(main())
"""


class Updated:
    """A program with a pool of two, whose package lies in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.package = shutil.copytree(
            Path(veertien.__file__).parent, folder / "veertien", ignore=shutil.ignore_patterns("__pycache__")
        )
        program = folder / "program.py"
        program.write_text(PROGRAM)
        self.process = subprocess.Popen(
            [sys.executable, str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(folder)},
        )
        self.pids = [int(word) for word in self._line().split()]

    def asked(self, order: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self.process.stdout
        timer = Timer(60, self.process.kill)
        timer.start()
        try:
            while (line := self.process.stdout.readline()).startswith("20"):
                pass  # the log
        finally:
            timer.cancel()
        return line.rstrip("\n")


@pytest.fixture
def updated(tmp_path: Path) -> Iterator[Updated]:
    program = Updated(tmp_path)
    yield program
    assert program.process.stdin
    program.process.stdin.close()
    assert program.process.wait(60) == 0


@pytest.mark.fault(
    "Veertien's files are updated and the daemon is not restarted", caller="is understood as before", after="-"
)
def test_a_recogniser_is_not_replaced_by_one_of_another_release_and_those_there_go_on(updated: Updated) -> None:
    work = updated.package / "speech" / "processes" / "recogniser_work.py"
    as_started = work.read_text()
    work.write_text(as_started.replace("hertz: int", "sampling_rate: int"))
    os.kill(updated.pids[0], signal.SIGKILL)
    assert updated.asked("degraded").endswith("restart the daemon")
    assert updated.asked("recognise") == "recognised 0"
    assert updated.asked("reload").endswith("restart the daemon")
    work.write_text(as_started)
    assert updated.asked("whole") == "whole"


def test_a_digest_tells_names_and_contents_apart_and_takes_nothing_that_python_makes(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("1")
    first = digest_of(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "one.pyc").write_text("made")
    assert digest_of(tmp_path) == first
    (tmp_path / "one.py").write_text("2")
    second = digest_of(tmp_path)
    (tmp_path / "one.py").rename(tmp_path / "two.py")
    assert len({first, second, digest_of(tmp_path)}) == 3
