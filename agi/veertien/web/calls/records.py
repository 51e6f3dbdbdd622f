"""The call records as pages ask for them: read only, a few readers at once, in threads of their own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from veertien.archive import Database, database_url
from veertien.config import DatabaseLogin, RecordsSettings
from veertien.web.refusals import NoRecordsError, RefusalError
from veertien.wording import Wording

READERS = 3
"""Questions that are answered at once; others wait for their turn."""
_WAIT_SECONDS = 15.0
"""For so long."""
_MOST_SECONDS = 60
"""How long an answer may take; a year's report of a busy platform takes half of it."""

_BUSY = Wording(
    "De database is nog bezig met andere vragen; probeer het zo weer.",
    "The database is still busy with other questions; try again in a moment.",
)

_Answer = TypeVar("_Answer")


class Records:
    """Asks the database; nobody who asks holds up the event loop."""

    def __init__(self, settings: RecordsSettings | None, login: DatabaseLogin | None = None) -> None:
        """`login` is as whom a PostgreSQL is read, if not as the daemon; None in place of `settings` for no records."""
        self._readers: list[Database] = []
        if settings is not None:
            who = login if login is not None and login.url is not None else settings
            url = database_url(settings.folder, who.url, who.password)
            self._readers = [Database(url, read_only=True, most_seconds=_MOST_SECONDS) for _ in range(READERS)]
        self._free: asyncio.LifoQueue[Database] = asyncio.LifoQueue()
        for reader in self._readers:
            self._free.put_nowait(reader)
        self._threads = ThreadPoolExecutor(READERS, "records")

    @property
    def kept(self) -> bool:
        """Whether there are any."""
        return bool(self._readers)

    async def ask(self, work: Callable[[Database], _Answer]) -> _Answer:
        """Return what `work` finds out, in a thread. Raises RefusalError, and what it raises: DatabaseUnusableError.

        Who gives up waiting ends no work: its reader is free when the work is done.
        """
        if not self.kept:
            raise NoRecordsError
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                reader = await self._free.get()
        except TimeoutError:
            raise RefusalError(503, _BUSY) from None
        answer = asyncio.get_running_loop().run_in_executor(self._threads, work, reader)
        answer.add_done_callback(lambda _: self._free.put_nowait(reader))
        return await asyncio.shield(answer)

    async def close(self) -> None:
        """Close the database, when those who are asking have their answers."""
        await asyncio.to_thread(self._threads.shutdown)
        for reader in self._readers:
            reader.close()
