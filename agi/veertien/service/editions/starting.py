"""What the daemon starts with: its config folder, or the copy kept of it where that can't be used."""

import structlog

from veertien.config import TablesFaultyError, in_brief
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.reloading import Reload, not_loaded

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


def _kept(folder: ConfigFolder, kept: KeptTables, refused: Reload) -> Loaded | None:
    log = structlog.get_logger(__name__).bind(folder=str(folder.path), kept=str(kept.link))
    try:
        loaded = kept.load(folder.gazetteer)
    except (TablesFaultyError, OSError) as error:
        if kept.link is not None:
            log.warning("kept_tables_unusable", why=str(error))
        return None
    log.error("kept_tables_served", digest=loaded.digest, faults=in_brief(refused.faults), why=refused.why)
    return loaded
