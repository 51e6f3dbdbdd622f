"""Captures written beside the calls: in a thread of its own behind a bounded queue; no call waits, none fails by it."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import structlog

from veertien.captures.capture import Became, Capture
from veertien.captures.codec import CaptureUnreadableError
from veertien.captures.store import CaptureStore

MOST_QUEUED = 50
"""Captures that wait to be written; what comes beyond is not kept."""
FINISH_SECONDS = 2.0
"""Seconds that writing what waits may take when the daemon stops."""


class CaptureKeeper:
    """Keeps captures; no method raises or waits, but for `stop`.

    `fault` says why the last one was not kept, None where it was.
    """

    def __init__(self, store: CaptureStore) -> None:
        self.fault: str | None = None
        self._store = store
        self._thread = ThreadPoolExecutor(1, "captures")
        self._waiting = 0
        self._log = structlog.get_logger(__name__)

    @property
    def waiting(self) -> int:
        """How much was begun and has not ended yet."""
        return self._waiting

    def keep(self, capture: Capture) -> None:
        """Have a capture written, soon."""
        self._begin(lambda: self._store.keep(capture))

    def called_again(self, capture_id: str) -> None:
        """Have it noted that a caller whose answer was taken has called again; nothing where the capture is gone."""
        self._begin(lambda: _mark_called_again(self._store, capture_id))

    def tidy(self, now: datetime, days: int) -> None:
        """Have what is older than so many days deleted, soon."""
        self._begin(lambda: self._store.tidy(now, days))

    async def stop(self) -> None:
        """Write what waits; what takes too long is given up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await asyncio.get_running_loop().run_in_executor(self._thread, lambda: None)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _begin(self, work: Callable[[], object]) -> None:
        if self._waiting >= MOST_QUEUED:
            self._note(f"{self._waiting} wait to be written")
            return
        try:
            begun = asyncio.get_running_loop().run_in_executor(self._thread, work)
        except RuntimeError as error:
            # No thread could be started, or the daemon is stopping.
            self._note(str(error))
            return
        self._waiting += 1
        begun.add_done_callback(self._ended)

    def _ended(self, work: "asyncio.Future[object]") -> None:
        self._waiting -= 1
        if work.cancelled():
            return
        fault = work.exception()
        if fault is None:
            self.fault = None
        else:
            self._note(str(fault) or repr(fault))

    def _note(self, why: str) -> None:
        if self.fault != why:
            # Once, not at every call.
            self._log.warning("capture_failed", why=why)
        self.fault = why


def _mark_called_again(store: CaptureStore, capture_id: str) -> None:
    with contextlib.suppress(FileNotFoundError, CaptureUnreadableError):
        capture = store.read(capture_id)
        store.keep(replace(capture, about=replace(capture.about, outcome=Became.CALLED_AGAIN)))
