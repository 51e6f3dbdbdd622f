"""One process that does work for the daemon: started, given work, watched, and ended whatever state it is in.

A process and a socket each, so that a dead or hung one costs no other call its work, and its death shows at once: the
socket ends. The event loop reads and writes it, without a thread. (A ProcessPoolExecutor feeds its process from threads
and can't be asked which process that is; pebble's looks at its processes ten times a second, and kills by the clock
what is only slow.) It is a program of its own, not a fork: the daemon has threads and open sockets.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Self, cast

from veertien.release import loaded_release
from veertien.speech.processes.messages import Failed, Unpacker, message
from veertien.speech.processes.single_thread import THREADS
from veertien.speech.processes.worker import DEAF_TO

_STOPPING_SECONDS = 2.0

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_UTIME = 11
"""Place of the user time in `/proc/PID/stat` behind the name, see proc(5); the system time follows."""


class ProcessDiedError(Exception):
    """The process ended over its work, or before it."""


class ProcessHungError(Exception):
    """The process was killed: it did nothing any more, or the same thing for ever."""


class WorkFailedError(Exception):
    """The process could not do its work, and says why; it is as good as before."""


class _Line(asyncio.Protocol):
    """The daemon's end of the socket: one question at a time, and its answer."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        self._loop = loop
        self._unpacker = Unpacker()
        self._asked: asyncio.Future[Any] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        for answer in self._unpacker.take(data):
            asked, self._asked = self._asked, None
            if asked is None or asked.done():
                continue
            if isinstance(answer, Failed):
                asked.set_exception(WorkFailedError(answer.why))
            else:
                asked.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(ProcessDiedError("the process ended before it had an answer"))

    def ask(self, packed: bytes) -> "asyncio.Future[Any]":
        if self._transport is None or self.ended.done():
            raise ProcessDiedError("the process has ended")
        self._asked = self._loop.create_future()
        # What came of it is for who gave the work, who may be gone.
        self._asked.add_done_callback(lambda asked: asked.cancelled() or asked.exception())
        self._transport.write(packed)
        return self._asked

    def end(self) -> None:
        if self._transport is not None and not self.ended.done():
            self._transport.write_eof()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class WorkerProcess:
    """A process that reads its modules, until it is told what to make."""

    def __init__(self, process: "subprocess.Popen[bytes]", line: _Line) -> None:
        """Made by `begun`."""
        self._process = process
        self._line = line

    @classmethod
    async def begun(cls) -> Self:
        """Start one. Raises what starting a process raises; nothing is left of it then."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = _spawned(theirs)
        except BaseException:  # a cancelled start must leave no socket either
            ours.close()
            raise
        try:
            _, line = await asyncio.get_running_loop().create_connection(_Line, sock=ours)
            return cls(process, line)
        except BaseException:  # nor a process
            ours.close()
            _end(process)
            raise

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def ended(self) -> "asyncio.Future[None]":
        """Done when the process has ended, or will not answer any more."""
        return self._line.ended

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return not self.ended.done()

    @property
    def cpu_seconds(self) -> float:
        """Processor time it has used so far; 0 when it is gone."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return sum(map(int, fields[_UTIME : _UTIME + 2])) / _TICKS_PER_SECOND

    def make(self, packed: bytes) -> "asyncio.Future[Any]":
        """Tell it what it is to make, a `WorkerMaking` as a `message`; the future is done when that is made.

        Raises as `submit` does.
        """
        return self._line.ask(packed)

    def submit(self, job: Any) -> "asyncio.Future[Any]":
        """Give it a job when it has none; the future has what came of it.

        It raises ProcessDiedError or WorkFailedError; this call does the first when the process is dead already.
        """
        return self._line.ask(message(job))

    async def watch(self, work: "asyncio.Future[Any]", idle_seconds: float, most_cpu_seconds: float) -> None:
        """Return when its work is over, however it ended and however long that took on a busy machine.

        Looks each `idle_seconds` whether it is. Kills the process and raises ProcessHungError when it has used no
        processor time since the last look (it is frozen), or more than `most_cpu_seconds` on this work (it will never
        end).
        """
        began = used = self.cpu_seconds
        while not (await asyncio.wait({work}, timeout=idle_seconds))[0]:
            before, used = used, self.cpu_seconds
            if used <= before:
                self._process.kill()
                raise ProcessHungError(f"killed: it used no processor time for {idle_seconds:g} seconds")
            if used - began > most_cpu_seconds:
                self._process.kill()
                raise ProcessHungError(
                    f"killed: it used {used - began:.1f} seconds of processor time on one piece of work"
                )

    async def stop(self) -> None:
        """End the process, by force if it doesn't end by itself; needs no thread, which there may be none of."""
        self._line.end()
        if not (await asyncio.wait({self.ended}, timeout=_STOPPING_SECONDS))[0]:
            self._process.kill()
            await asyncio.wait({self.ended}, timeout=_STOPPING_SECONDS)
        self._line.abort()
        _end(self._process)


def _spawned(theirs: socket.socket) -> "subprocess.Popen[bytes]":
    # -P: whatever lies in the working directory is no module of ours.
    command = [sys.executable, "-P", "-m", __package__, loaded_release().code_digest]
    one_thread = dict.fromkeys(THREADS, "1")
    # A new process inherits the mask: a signal that comes before it can ignore it stays pending there, instead of
    # ending it with a traceback.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, DEAF_TO)
    try:
        return subprocess.Popen(command, stdin=theirs.fileno(), env={**os.environ, **one_thread})  # noqa: S603
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and take its status, at once as a rule: a process that ends closes its files as good as last."""
    process.kill()
    # When the kernel doesn't let go of it, Python takes its status later.
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_STOPPING_SECONDS)
