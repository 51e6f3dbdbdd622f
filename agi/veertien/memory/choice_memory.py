"""The database of remembered choices as calls use it: in a thread of its own, with a bound on every wait.

Whatever is wrong with the database, a call goes on without it at once. After a fault it is left alone for a while, so
that one that hangs costs one call in that time its wait, and no more.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import date

import structlog

from veertien.memory.stores import Choices
from veertien.side_thread import SideThread

RECALL_SECONDS = 0.05
"""Seconds a call waits for what is remembered. A look-up takes about a millisecond."""
LOCK_SECONDS = 0.03
"""Seconds to wait for somebody else's lock: less than a call waits, so that the database answers for itself."""
REST_SECONDS = 10.0
"""Seconds for which the database is left alone after a fault."""
MOST_WAITING = 100
"""Choices that wait to be written; what comes beyond is not remembered."""
STOP_SECONDS = 2.0
"""Seconds that writing what waits may take when the daemon stops."""


class ChoiceMemory:
    """Recalls and remembers choices; no method raises, or keeps a call waiting longer than RECALL_SECONDS."""

    def __init__(self, store: Choices) -> None:
        self._store = store
        self._rests_until = 0.0
        self._log = structlog.get_logger(__name__)
        self._thread: SideThread[Callable[[], object]] = SideThread(
            "memory", self._do, most_waiting=MOST_WAITING, on_fault=self._tell, finish=store.close
        )

    @property
    def fault(self) -> str | None:
        """Why the last operation failed, None where it didn't."""
        return self._thread.fault

    @property
    def waiting(self) -> int:
        """How much was begun and has not ended yet."""
        return self._thread.waiting

    async def recall(self, number_e164: str, dialled: str, today: date) -> str | None:
        """Return the CBS code of what a caller chose under a number; None where nothing is remembered, or in time."""
        found: Future[str | None] = Future()

        def recall() -> None:
            if not found.set_running_or_notify_cancel():
                return  # nobody waits for it any more
            try:
                found.set_result(self._store.recall(number_e164, dialled, today))
            except Exception:  # the thread takes note of why; the caller is asked as if nothing were remembered
                found.set_result(None)
                raise

        if not self._begin(recall):
            return None
        try:
            async with asyncio.timeout(RECALL_SECONDS):
                return await asyncio.wrap_future(found)
        except TimeoutError:
            self._begin_rest()
            self._thread.fail(f"no answer in {RECALL_SECONDS} s")
            return None

    def remember(self, number_e164: str, dialled: str, code: str, until: date) -> None:
        """Have a choice remembered, soon; `until` is the first day on which it no longer counts."""
        self._begin(lambda: self._store.remember(number_e164, dialled, code, until))

    def tidy(self, today: date, latest: date | None) -> None:
        """Have what no longer counts deleted, soon; `latest` is the last day that the rule allows."""
        self._begin(lambda: self._store.tidy(today, latest))

    async def stop(self) -> None:
        """Write what waits and close the database; what takes too long is given up."""
        await self._thread.stop(STOP_SECONDS)

    def _begin(self, work: Callable[[], object]) -> bool:
        if time.monotonic() < self._rests_until:
            return False
        begun = self._thread.offer(work)
        if not begun:
            self._begin_rest()
        return begun

    def _do(self, works: Sequence[Callable[[], object]]) -> None:
        for work in works:
            try:
                work()
            except Exception:
                self._begin_rest()
                raise

    def _begin_rest(self) -> None:
        self._rests_until = time.monotonic() + REST_SECONDS

    def _tell(self, why: str) -> None:
        self._log.warning("memory_failed", why=why, rests_seconds=REST_SECONDS)
