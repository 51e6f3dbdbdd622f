"""What the daemon starts with: its config folder, or the copy kept of it, and the model, as far as they can be used."""

import structlog

from veertien.config import TablesFaultyError, in_brief
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.records import ReloadResult
from veertien.service.editions.in_force import Edition
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.making import EditionMaker
from veertien.service.editions.reloading import Reload, not_loaded
from veertien.speech.processes.recognisers import RecogniserUnavailableError

_ASKED_BY = "the start"


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
