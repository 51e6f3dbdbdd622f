"""One recogniser process: started, given work, watched, and ended whatever state it is in.

It is an executor with one process, so that a dead or hung process costs no other call its work. Processes are
spawned, not forked: the daemon has threads and open sockets, and a fork server would be one process more that outlives
`stop`.
"""

import asyncio
import contextlib
import fcntl
import os
import signal
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from veertien.release import loaded_release
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes import worker
from veertien.speech.processes.single_thread import single_threaded
from veertien.speech.processes.worker import Job, Making
from veertien.speech.recognition.recogniser import Recognition

_JOB_BYTES = 1 << 20
"""More than the longest utterance (8 s, 128 kB) and any grammar; Linux lets every user have as much."""

_STOPPING_SECONDS = 2.0
_LOOKS = 5
"""How often a process at work is looked at within the time after which it counts as frozen."""

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_UTIME = 11
"""Place of the user time in `/proc/PID/stat` behind the name, see proc(5); the system time follows."""

_Result = TypeVar("_Result")


class ProcessHung(Exception):
    """The process was killed: it did nothing any more, or the same thing for ever."""


class RecogniserProcess:
    """An executor with one process, which is starting until `ready` is done."""

    def __init__(self, specs: tuple[GrammarSpec, ...], making: Making) -> None:
        """Start it. Raises what starting a process or a thread raises; nothing is left of it then."""
        self._making = making
        self._executor = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=worker.begin, initargs=(loaded_release(),)
        )
        _widen_queue(self._executor)
        others = set(active_children())
        # The process is spawned by the thread that submits first, and inherits its mask: a signal that comes
        # before the process can ignore it stays pending there, instead of ending it with a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, worker.DEAF_TO)
        try:
            with single_threaded():
                self.ready: Future[None] = self._executor.submit(worker.warm_up, specs, making)
            (self._process,) = set(active_children()) - others
        except BaseException:
            # The process comes first and the thread that feeds it second: without that it would wait for ever.
            _end(set(active_children()) - others)
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    @property
    def sentinel(self) -> int:
        """A file descriptor that becomes readable when the process ends."""
        return self._process.sentinel

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    @property
    def cpu_seconds(self) -> float:
        """Processor time it has used so far; 0 when it is gone."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return sum(map(int, fields[_UTIME : _UTIME + 2])) / _TICKS_PER_SECOND

    def submit(self, job: Job) -> "Future[Recognition]":
        """Give it an utterance; raises BrokenProcessPool when it is dead."""
        return self._executor.submit(worker.recognise, job, self._making)

    async def watch(self, work: "Future[_Result]", idle_seconds: float, most_cpu_seconds: float) -> None:
        """Return when its work is over, however it ended and however long that took on a busy machine.

        Kills the process and raises ProcessHung when it has used no processor time for `idle_seconds` (it is frozen),
        or more than `most_cpu_seconds` on this work (it will never end).
        """
        loop = asyncio.get_running_loop()
        over = asyncio.wrap_future(work)
        # What came of it is for who gave the work.
        over.add_done_callback(lambda over: over.cancelled() or over.exception())
        began = used = self.cpu_seconds
        moved = loop.time()
        while not (await asyncio.wait({over}, timeout=idle_seconds / _LOOKS))[0]:
            if (now := self.cpu_seconds) > used:
                used, moved = now, loop.time()
            if loop.time() - moved >= idle_seconds:
                self._process.kill()
                raise ProcessHung(f"killed: it used no processor time for {idle_seconds:g} seconds")
            if used - began > most_cpu_seconds:
                self._process.kill()
                raise ProcessHung(f"killed: it used {used - began:.1f} seconds of processor time on one piece of work")

    async def stop(self) -> None:
        """End the process, by force if it doesn't end by itself; needs no thread, which there may be none of."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        if not await self._ends_within(_STOPPING_SECONDS):
            self._process.kill()
            await self._ends_within(_STOPPING_SECONDS)
        _end({self._process})

    async def _ends_within(self, seconds: float) -> bool:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.sentinel, ended.set)
        try:
            async with asyncio.timeout(seconds):
                await ended.wait()
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(self.sentinel)
        return True


def _end(processes: Iterable[BaseProcess]) -> None:
    for process in processes:
        process.kill()
        process.join(_STOPPING_SECONDS)


def _widen_queue(executor: ProcessPoolExecutor) -> None:
    """Make room in an executor's pipe for a whole job, so that sending one never waits for the process to read.

    Before 3.11.5 (Debian 12 has 3.11.2) the executor hangs for ever when its process dies while a job is half sent
    (python/cpython issue 94777). The pipe is reached by a private name; there is no public one.
    """
    with contextlib.suppress(OSError):
        fcntl.fcntl(executor._call_queue._writer.fileno(), fcntl.F_SETPIPE_SZ, _JOB_BYTES)  # type: ignore[attr-defined]
