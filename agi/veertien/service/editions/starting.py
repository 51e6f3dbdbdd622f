"""What the daemon starts with: its config folder, or the copy kept of it, and the model, as far as they can be used.

Most of a start is Python reading modules, and a recogniser's process making its grammars. Neither needs the other: the
process begins before the tables are read, and while it is at work the modules of the servers are read.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager

import structlog

from veertien.config import TablesFaultyError, in_brief
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.records import ReloadResult
from veertien.service.editions.in_force import Edition, InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.making import EditionMaker
from veertien.service.editions.reloading import Reload, not_loaded
from veertien.service.quietly import quietly
from veertien.speech import Espeak
from veertien.speech.processes.recognisers import RecogniserUnavailableError

_ASKED_BY = "the start"


class FirstEdition:
    """The edition that the daemon starts with, in the making, and who makes those after it."""

    def __init__(self, maker: EditionMaker, loaded: Loaded, at_start: Reload | None, quiet: ExitStack) -> None:
        """Begin to make it of what `load_at_start` returned; `quiet` is closed when it is made."""
        self.maker = maker
        self.loaded = loaded
        self._quiet = quiet
        self._making = asyncio.create_task(made_at_start(maker, loaded, at_start))
        self._taken = False

    async def made(self) -> tuple[Edition, Reload | None]:
        """Wait for it, and take it over; returns and raises as `made_at_start` does."""
        self._taken = True
        try:
            return await self._making
        finally:
            self._quiet.close()

    async def close(self) -> None:
        """End what was begun for it, where nobody took it over."""
        if self._taken:
            return
        self._making.cancel()
        (made,) = await asyncio.gather(self._making, return_exceptions=True)
        if not isinstance(made, BaseException):
            await InForce(made[0]).stop()


@asynccontextmanager
async def first_edition(folder: ConfigFolder, kept: KeptTables) -> AsyncIterator[FirstEdition]:
    """Load what is to be served, and make it ready while the block does something else.

    Raises as `load_at_start` does, and what opening the voice and starting a process raise.
    """
    async with AsyncExitStack() as stack:
        maker = EditionMaker(stack.enter_context(Espeak()))
        stack.push_async_callback(maker.close)
        await maker.begin()
        quiet = stack.enter_context(ExitStack())
        quiet.enter_context(quietly())
        first = FirstEdition(maker, *load_at_start(folder, kept), quiet)
        stack.push_async_callback(first.close)
        yield first


def load_at_start(folder: ConfigFolder, kept: KeptTables) -> tuple[Loaded, Reload | None]:
    """Return what is to be served, and where that is the kept copy, what became of the folder itself.

    Raises as the folder does when the copy can't be used either; the log says why it can't.
    """
    try:
        return folder.load(), None
    except (TablesFaultyError, ConfigUnstableError, OSError) as error:
        refused = not_loaded(_ASKED_BY, error)
        loaded = _kept(folder, kept, refused)
        if loaded is None:
            raise
        return loaded, refused


async def made_at_start(maker: EditionMaker, loaded: Loaded, at_start: Reload | None) -> tuple[Edition, Reload | None]:
    """Return the edition to be served, and what became of the folder and of the learned model where one can't be used.

    Without that model callers are heard by the one in the package. Raises as `EditionMaker.make` does.
    """
    try:
        return await maker.make(loaded), at_start
    except (RecogniserUnavailableError, OSError) as error:
        settings = loaded.settings
        if settings.acoustic_model is not None or settings.model is None:
            raise
        edition = await maker.make(loaded, learned=False)
        why = f"{settings.model} can't be used, the model that came with veertien hears callers: {error}"
        structlog.get_logger(__name__).error("learned_model_unusable", why=why)
        return edition, at_start or Reload(_ASKED_BY, ReloadResult.FAILED, why=why)


def _kept(folder: ConfigFolder, kept: KeptTables, refused: Reload) -> Loaded | None:
    log = structlog.get_logger(__name__).bind(folder=str(folder.path), kept=str(kept.link))
    try:
        loaded = kept.load()
    except (TablesFaultyError, OSError) as error:
        if kept.link is not None:
            log.warning("kept_tables_unusable", why=str(error))
        return None
    log.error("kept_tables_served", digest=loaded.digest, faults=in_brief(refused.faults), why=refused.why)
    return loaded
