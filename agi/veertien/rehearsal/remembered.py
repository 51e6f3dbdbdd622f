"""What is remembered of a caller, looked up as the daemon would, and the database that it is in."""

from contextlib import closing
from pathlib import Path

from veertien.callflow import Recall
from veertien.config import MemorySettings, TablesFaultyError, load_settings
from veertien.memory import Choices, StoreUnusableError, choices_in
from veertien.routing import Remembered

_LOCK_SECONDS = 5.0
"""Seconds to wait for the daemon's lock, which it holds for milliseconds."""


class MemoryUnreadableError(Exception):
    """What is remembered can't be looked up; the daemon would decide without it."""


def existing_store(settings: MemorySettings) -> Choices | None:
    """Return the database; None where nothing was ever remembered: a rehearsal makes none."""
    if settings.url is None and not settings.database.exists():
        return None
    return choices_in(settings.database, settings.url, settings.password, settings.key, _LOCK_SECONDS)


def remembered(config: Path, wanted: Recall) -> Remembered | None:
    """Return what is remembered of a caller's choice, by the settings of a config folder.

    Raises MemoryUnreadableError.
    """
    try:
        settings = load_settings(config).memory
        store = existing_store(settings) if settings else None
        if store is None:
            return None
        with closing(store):
            code = store.recall(wanted.number, wanted.dialled, wanted.day)
    except (TablesFaultyError, StoreUnusableError, OSError) as error:
        raise MemoryUnreadableError(f"{error}\nWhat is remembered can't be read") from error
    return Remembered(code) if code else None
