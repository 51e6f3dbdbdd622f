"""Tasks that last as long as the daemon: what breaks one is logged, and it is begun again."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from veertien.records import Metrics
from veertien.service.troubles import Troubles
from veertien.wording import Wording

Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds before work is begun again; each pause is twice the one before."""

    first: float = 0.5
    """The first pause."""
    last: float = 30.0
    """The longest pause."""
    sound: float = 300.0
    """Work that has run this long is mended: it is no trouble any more, and its next pause is the first again."""


_DEFAULT_PAUSES = Pauses()


class LastingTasks:
    """Keeps work going that ends with the daemon only; no exception in it ends it sooner."""

    def __init__(self, metrics: Metrics, pauses: Pauses = _DEFAULT_PAUSES) -> None:
        self._metrics = metrics
        self._pauses = pauses
        self._broke: dict[str, float] = {}
        self._log = structlog.get_logger(__name__)

    def keep(self, name: str, work: Work) -> asyncio.Task[None]:
        """Do the work until the task is cancelled, anew each time that it breaks or ends.

        `name` is what the log, the metrics and `/healthz` call it.
        """
        self._metrics.task_kept(name)
        return asyncio.create_task(self._kept(name, work), name=name)

    def troubles(self) -> Troubles:
        """Return what broke lately."""
        since = time.monotonic() - self._pauses.sound
        return {
            name: Wording(
                f"De taak {name} brak onlangs af en is opnieuw begonnen; de logregel lasting_task_broke zegt waarom.",
                f"The task {name} broke lately and was begun again; the log line lasting_task_broke says why.",
            )
            for name, at in self._broke.items()
            if at > since
        }

    async def _kept(self, name: str, work: Work) -> None:
        pause = self._pauses.first
        while True:
            began = time.monotonic()
            fault: Exception | None = None
            try:
                await work()
            except Exception as error:
                fault = error
            now = time.monotonic()
            if now - began >= self._pauses.sound:
                pause = self._pauses.first
            self._broke[name] = now
            self._metrics.task_broke(name)
            why = "it ended" if fault is None else repr(fault)
            self._log.error("lasting_task_broke", task=name, why=why, again_in_seconds=pause, exc_info=fault)
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._pauses.last)
