"""Captures written beside the calls: no call waits for it, none fails by it."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from veertien.captures.capture import Became, Capture
from veertien.captures.codec import CaptureUnreadableError
from veertien.captures.store import CaptureStore
from veertien.side_thread import SideThread

MOST_QUEUED = 50
"""Captures that wait to be written; what comes beyond is not kept."""
FINISH_SECONDS = 2.0
"""Seconds that writing what waits may take when the daemon stops."""


class CaptureKeeper:
    """Keeps captures; no method raises or waits, but for `stop`."""

    def __init__(self, store: CaptureStore) -> None:
        self._store = store
        log = structlog.get_logger(__name__)
        self._thread: SideThread[Callable[[], object]] = SideThread(
            "captures", _do, most_waiting=MOST_QUEUED, on_fault=lambda why: log.warning("capture_failed", why=why)
        )

    @property
    def fault(self) -> str | None:
        """Why the last one was not kept, None where it was."""
        return self._thread.fault

    @property
    def waiting(self) -> int:
        """How much was begun and has not ended yet."""
        return self._thread.waiting

    def keep(self, capture: Capture) -> None:
        """Have a capture written, soon."""
        self._thread.offer(lambda: self._store.keep(capture))

    def called_again(self, capture_id: str) -> None:
        """Have it noted that a caller whose answer was taken has called again; nothing where the capture is gone."""
        self._thread.offer(lambda: _mark_called_again(self._store, capture_id))

    def tidy(self, now: datetime, days: int) -> None:
        """Have what is older than so many days deleted, soon."""
        self._thread.offer(lambda: self._store.tidy(now, days))

    async def stop(self) -> None:
        """Write what waits; what takes too long is given up."""
        await self._thread.stop(FINISH_SECONDS)


def _do(works: Sequence[Callable[[], object]]) -> None:
    for work in works:
        work()


def _mark_called_again(store: CaptureStore, capture_id: str) -> None:
    with contextlib.suppress(FileNotFoundError, CaptureUnreadableError):
        capture = store.read(capture_id)
        store.keep(replace(capture, about=replace(capture.about, outcome=Became.CALLED_AGAIN)))
