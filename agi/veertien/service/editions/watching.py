"""Reloads when the files of the config folder were changed, and some time after, so that no half-saved file counts."""

import asyncio
import time
from collections.abc import Callable

import structlog

from veertien.config.folder import ConfigFolder, Stamp
from veertien.service.editions.reloading import Reloader

_LOOK_SECONDS = 1.0
"""Seconds between two looks."""
SETTLE_SECONDS = 2.0
"""Seconds without a further change until a change counts."""

_ASKED_BY = "changed files"


class Settling:
    """Finds out, by looks at some files, when they differ from what was read and have come to rest."""

    def __init__(self, settle_seconds: float = SETTLE_SECONDS) -> None:
        self._settle = settle_seconds
        self._seen: Stamp | None = None
        self._since = 0.0

    def at_rest(self, found: Stamp, read: Stamp, now: float) -> bool:
        """Take a look in, made at `now` (monotonic seconds); return whether what was found should be read."""
        if found == read:
            self._seen = None
            return False
        if found != self._seen:
            self._seen, self._since = found, now
            return False
        return now - self._since >= self._settle


async def watch(folder: ConfigFolder, reloader: Reloader, enabled: Callable[[], bool]) -> None:
    """Look at the files until cancelled, and have them reloaded when they have changed; while `enabled` only."""
    settling = Settling()
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if not enabled():
            continue
        try:
            found = await asyncio.to_thread(folder.stamp)
        except OSError as error:
            # A folder that can't be listed has no state to compare; the next look may see it again.
            structlog.get_logger(__name__).warning("config_folder_unreadable", why=str(error))
            continue
        if settling.at_rest(found, folder.last_read, time.monotonic()):
            await asyncio.shield(reloader.ask(_ASKED_BY))
