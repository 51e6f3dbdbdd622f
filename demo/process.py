"""A command of Veertien that serves until it is stopped, as a child process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 30.0
LOG_SECONDS = 60.0


class DaemonError(RuntimeError):
    """The process did not start, or did not say what it should; the message holds the end of its log."""


class ServingProcess:
    """`veertien COMMAND` as a child process."""

    def __init__(self, command: str, sign: str, config: Path, log: Path) -> None:
        """Serve by the folder `config`, logging to `log`; a line of it with `sign` says that it serves."""
        self._command = command
        self._sign = sign
        self._config = config
        self.log_file = log
        self._logged_before = 0
        self._process: asyncio.subprocess.Process | None = None
        self._successor: int | None = None
        self.program: Sequence[str] = (sys.executable, "-m", "veertien.cli")
        """What is started; another version may be put in its place."""

    @property
    def pid(self) -> int:
        """The process id; only of a started process."""
        if self._successor is not None:
            return self._successor
        if self._process is None:
            raise DaemonError(f"veertien {self._command} has not been started")
        return self._process.pid

    @property
    def log(self) -> str:
        """All it has logged so far."""
        return self.log_file.read_text() if self.log_file.exists() else ""

    async def logged(self, text: str, times: int = 1) -> str:
        """Wait until it has logged `text` so often, for it logs behind what callers and peers see; return its log.

        Raises:
            DaemonError: it did not within LOG_SECONDS.
        """
        try:
            async with asyncio.timeout(LOG_SECONDS):
                while (log := self.log).count(text) < times:
                    await asyncio.sleep(0.05)
                return log
        except TimeoutError:
            raise DaemonError(f"{text!r} was not logged {times} times:\n{self.log[-4000:]}") from None

    def replaced_by(self, pid: int) -> None:
        """Take note that this process is the one that serves from now on."""
        self._successor = pid

    async def start(self) -> None:
        """Start it and wait until it serves.

        Raises:
            DaemonError: it ended, or does not serve in time.
        """
        self._logged_before = len(self.log)
        with self.log_file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.program,
                self._command,
                "--config",
                str(self._config),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        name = f"veertien {self._command}"
        try:
            async with asyncio.timeout(START_SECONDS):
                # Its page may open before all of it does; the log line says that all is open.
                while self._sign not in self.log[self._logged_before :]:
                    if self._process.returncode is not None:
                        raise DaemonError(f"{name} ended with {self._process.returncode}:\n{self.log[-2000:]}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            await self.stop()
            raise DaemonError(f"{name} does not serve after {START_SECONDS} s:\n{self.log[-2000:]}") from None

    async def stop(self) -> None:
        """Stop it, kindly first; harmless where it has ended already."""
        process = self._process
        self._successor = self._successor or self._handed_to()
        if process is None or (process.returncode is not None and self._successor is None):
            return
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
                while self._successor is not None and Path(f"/proc/{self._successor}").exists():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            await self.kill()
        self._successor = None

    def _handed_to(self) -> int | None:
        """Return the process that took its place by `veertien restart`, said by somebody else: the last of them."""
        told = re.findall(r'"pid": (\d+).*"event": "handed_over"', self.log[self._logged_before :])
        return int(told[-1]) if told and Path(f"/proc/{told[-1]}").exists() else None

    async def kill(self) -> None:
        """Kill it with everything it started, without a word."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this process alone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
