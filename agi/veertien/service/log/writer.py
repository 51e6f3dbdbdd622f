"""The log's way out: a thread writes the lines, and whoever logs neither waits for it nor hears of its faults.

What stderr leads to can stand still (a pipe that nobody reads), be gone, or be full. `logging.handlers.QueueListener`
would write in a thread too, but can't be stopped while that thread is stuck, and its queue can't be used by code that
the garbage collector runs while the same thread is putting something in.
"""

import os
import queue
import select
import threading
import time
from collections.abc import Callable

from veertien.service.web.health import Troubles

#: Lines that wait at most; those of a busy hour, some megabytes.
MOST_WAITING = 10_000
#: Seconds after which a line that can't be written counts as trouble.
STUCK_SECONDS = 5.0
#: Seconds between two tries to tell how many lines were lost, when no line comes by itself.
RETRY_SECONDS = 2.0
#: Seconds that writing what waits may take when the daemon stops.
FLUSH_SECONDS = 3.0

_END = None


class LogWriter:
    """Writes lines to a file descriptor in the order they came in; what can't be written is dropped and counted.

    `told_as` makes the line that tells how many were lost, which is written when writing works again.
    """

    def __init__(self, descriptor: int, told_as: Callable[[int], str], most_waiting: int = MOST_WAITING) -> None:
        self._descriptor = descriptor
        self._told_as = told_as
        self._most_waiting = most_waiting
        # This queue alone may be used by code that interrupts its own use: finalisers and signal handlers log too.
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._losing = threading.RLock()
        self._lost = 0
        self._told = 0
        self._cut = False
        self._writing_since: float | None = None
        self._thread = threading.Thread(target=self._write_all, name="log", daemon=True)
        self._thread.start()

    @property
    def lost(self) -> int:
        """How many lines have been lost since the start."""
        return self._lost

    def write(self, line: str) -> None:
        """Have a line written, without its line break; returns at once and never raises."""
        if self._lines.qsize() >= self._most_waiting:
            self.lose()
        else:
            self._lines.put(line)

    def lose(self) -> None:
        """Count a line that can't be written, or not even made."""
        with self._losing:
            self._lost += 1

    def troubles(self) -> Troubles:
        """Tell while lines are lost, or one can't be written."""
        since = self._writing_since
        untold = self._lost - self._told
        if untold or (since is not None and time.monotonic() - since > STUCK_SECONDS):
            return {
                "log": f"Log lines can't be written, {untold} are lost; see what stderr leads to, and free disk space."
            }
        return {}

    def close(self, deadline_seconds: float = FLUSH_SECONDS) -> None:
        """Write what waits; what takes longer than the deadline is given up."""
        self._lines.put(_END)
        self._thread.join(deadline_seconds)

    def _write_all(self) -> None:
        while True:
            try:
                line = self._lines.get(timeout=RETRY_SECONDS if self._lost > self._told else None)
            except queue.Empty:
                self._tell_lost()
                continue
            if line is _END:
                self._tell_lost()
                return
            if not self._tell_lost() or not self._written(line):
                self.lose()

    def _tell_lost(self) -> bool:
        """Write how many were lost since that was last told; tell whether there is nothing left to tell."""
        lost = self._lost
        if lost > self._told and self._written(self._told_as(lost - self._told)):
            self._told = lost
        return lost == self._told

    def _written(self, line: str) -> bool:
        self._writing_since = time.monotonic()
        # A line that was cut off when the disk was full is ended, so that this one is whole.
        left = (("\n" if self._cut else "") + line + "\n").encode(errors="backslashreplace")
        try:
            while left:
                try:
                    count = os.write(self._descriptor, left)
                except BlockingIOError:
                    # Somebody who shares the descriptor set it to be so.
                    select.select([], [self._descriptor], [])
                    continue
                left = left[count:]
                self._cut = bool(left)
        except OSError:
            return False
        else:
            return True
        finally:
            self._writing_since = None
