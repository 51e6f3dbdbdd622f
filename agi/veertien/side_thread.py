"""A thread for what calls can do without: work that may take its time, or hang, behind a bounded queue.

Whoever hands work over never waits and never hears of its faults; what doesn't fit into the queue is dropped and
counted. `concurrent.futures` would run in a thread too, but has no bound, no batches, and keeps a process from ending
while a disk hangs.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

STUCK_SECONDS = 5.0
"""Seconds after which work that hasn't ended counts as a fault."""

_Item = TypeVar("_Item")


class SideThread(Generic[_Item]):
    """Works off items in the order they came in.

    No method raises, and none waits but `stop`; all may be called from any thread.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Sequence[_Item]], object],
        *,
        most_waiting: int,
        most_at_once: int = 1,
        on_fault: Callable[[str], object],
        finish: Callable[[], object] = lambda: None,
    ) -> None:
        """Start no thread yet; the first item does.

        `work` gets all items that wait, at most `most_at_once`, and runs in the thread; what it raises is the fault
        until it succeeds again. `on_fault` is told each fault once, in whatever thread it comes up. `finish` runs in
        the thread at its end.
        """
        self._name = name
        self._work = work
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._on_fault = on_fault
        self._finish = finish
        self._changed = threading.Condition()
        self._queue: deque[_Item] = deque()
        self._in_hand = 0
        self._since: float | None = None
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._fault: str | None = None
        self._dropped = 0

    @property
    def waiting(self) -> int:
        """How many items were taken in, and are not worked off yet."""
        with self._changed:
            return len(self._queue) + self._in_hand

    @property
    def dropped(self) -> int:
        """How many items were never handed to `work` since the start: there was no room, or no time at the end."""
        return self._dropped

    @property
    def fault(self) -> str | None:
        """Why it failed the last time, or that it hangs; None while all is well."""
        since = self._since
        if self._fault is None and since is not None and time.monotonic() - since > STUCK_SECONDS:
            return f"no answer for more than {STUCK_SECONDS:.0f} s"
        return self._fault

    def offer(self, item: _Item) -> bool:
        """Have an item worked off, soon; returns whether there was room for it."""
        with self._changed:
            refused = self._refused()
            if refused is None:
                self._queue.append(item)
                self._changed.notify()
            else:
                self._dropped += 1
        if refused is not None:
            self.fail(refused)
        return refused is None

    def fail(self, why: str) -> None:
        """Take note of a fault that `work` didn't raise; it counts until `work` succeeds."""
        new, self._fault = self._fault != why, why
        if new:
            self._on_fault(why)

    async def stop(self, seconds: float) -> None:
        """Work off what waits and end the thread; what takes longer is given up. Nothing is taken in any more."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, seconds)
        with self._changed:
            self._dropped += len(self._queue)
            self._queue.clear()

    def _refused(self) -> str | None:
        """Return why nothing can be taken in now; starts the thread where there is none."""
        if self._stopping:
            return "it has been stopped"
        if self.waiting >= self._most_waiting:
            return f"it is too slow, {self.waiting} wait"
        if self._thread is None:
            thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            try:
                thread.start()
            except RuntimeError as error:
                return str(error)
            self._thread = thread
        return None

    def _run(self) -> None:
        while batch := self._next():
            self._try(partial(self._work, batch))
            with self._changed:
                self._in_hand = 0
        self._try(self._finish)

    def _next(self) -> list[_Item]:
        """Wait for items and return them; none at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._stopping)
            batch = [self._queue.popleft() for _ in range(min(self._most_at_once, len(self._queue)))]
            self._in_hand = len(batch)
            return batch

    def _try(self, work: Callable[[], object]) -> None:
        self._since = time.monotonic()
        try:
            work()
        except Exception as error:  # whatever is wrong with it, the next item may fare better
            self.fail(str(error) or repr(error))
        else:
            self._fault = None
        finally:
            self._since = None
