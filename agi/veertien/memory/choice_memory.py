"""The database of remembered choices as calls use it: in a thread of its own, with a bound on every wait.

Whatever is wrong with the database, a call goes on without it at once. After a fault it is left alone for a while, so
that one that hangs costs one call in that time its wait, and no more.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

import structlog

from veertien.memory.choice_store import ChoiceStore

RECALL_SECONDS = 0.05
"""Seconds a call waits for what is remembered. A look-up takes less than a millisecond."""
LOCK_SECONDS = 0.03
"""Seconds to wait for somebody else's lock: less than a call waits, so that the database answers for itself."""
REST_SECONDS = 10.0
"""Seconds for which the database is left alone after a fault."""
MOST_WAITING = 100
"""Choices that wait to be written; what comes beyond is not remembered."""
STOP_SECONDS = 2.0
"""Seconds that writing what waits may take when the daemon stops."""

_Result = TypeVar("_Result")


class ChoiceMemory:
    """Recalls and remembers choices; no method raises, or keeps a call waiting longer than RECALL_SECONDS.

    `fault` says why the last operation failed, None where it didn't.
    """

    def __init__(self, store: ChoiceStore) -> None:
        self.fault: str | None = None
        self._store = store
        self._thread = ThreadPoolExecutor(1, "memory")
        self._waiting = 0
        self._rests_until = 0.0
        self._log = structlog.get_logger(__name__)

    @property
    def waiting(self) -> int:
        """How much was begun and has not ended yet."""
        return self._waiting

    async def recall(self, number_e164: str, dialled: str, today: date) -> str | None:
        """Return the CBS code of what a caller chose under a number; None where nothing is remembered, or in time."""
        work = self._begin(lambda: self._store.recall(number_e164, dialled, today))
        if work is None:
            return None
        try:
            async with asyncio.timeout(RECALL_SECONDS):
                return await work
        except TimeoutError:
            self._rest(f"no answer in {RECALL_SECONDS} s")
        except Exception:
            # Logged where the work's end is noticed; the caller is asked as if nothing were remembered.
            return None
        return None

    def remember(self, number_e164: str, dialled: str, code: str, until: date) -> None:
        """Have a choice remembered, soon; `until` is the first day on which it no longer counts."""
        self._begin(lambda: self._store.remember(number_e164, dialled, code, until))

    def tidy(self, today: date, latest: date | None) -> None:
        """Have what no longer counts deleted, soon; `latest` is the last day that the rule allows."""
        self._begin(lambda: self._store.tidy(today, latest))

    async def stop(self) -> None:
        """Write what waits and close the database; what takes too long is given up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _begin(self, work: Callable[[], _Result]) -> "asyncio.Future[_Result] | None":
        loop = asyncio.get_running_loop()
        if loop.time() < self._rests_until:
            return None
        if self._waiting >= MOST_WAITING:
            self._rest(f"{self._waiting} operations wait for it")
            return None
        try:
            begun = loop.run_in_executor(self._thread, work)
        except RuntimeError as error:
            # No thread could be started, or the daemon is stopping.
            self._rest(str(error))
            return None
        self._waiting += 1
        begun.add_done_callback(self._ended)
        return begun

    def _ended(self, work: "asyncio.Future[_Result]") -> None:
        self._waiting -= 1
        if work.cancelled():
            return
        fault = work.exception()
        if fault is None:
            self.fault = None
        else:
            self._rest(str(fault))

    def _rest(self, why: str) -> None:
        self.fault = why
        self._rests_until = asyncio.get_running_loop().time() + REST_SECONDS
        self._log.warning("memory_failed", why=why, rests_seconds=REST_SECONDS)
