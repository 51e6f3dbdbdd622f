"""What is remembered of a caller, looked up as the daemon would, and the database that it is in."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from veertien.config import TablesFaultyError, load_settings
from veertien.config.settings import MemorySettings
from veertien.memory import ChoiceStore, StoreUnusableError
from veertien.numbering import NumberRefusedError, parse_offered
from veertien.routing import AMSTERDAM, Call, Remembered, Tables

#: Seconds to wait for the daemon's lock, which it holds for milliseconds.
LOCK_SECONDS = 5.0


class MemoryUnreadableError(Exception):
    """What is remembered can't be looked up; the daemon would decide without it."""


def existing_store(settings: MemorySettings) -> ChoiceStore | None:
    """Return the database; None where nothing was ever remembered: a rehearsal makes none."""
    if not settings.database.exists():
        return None
    return ChoiceStore(settings.database, settings.key, LOCK_SECONDS)


def with_remembered(config: Path, tables: Tables, call: Call, now: datetime) -> Call:
    """Return the call with what is remembered of its caller. Raises MemoryUnreadableError."""
    number = call.caller.number_e164
    if tables.rules.remember is None or number is None:
        return call
    try:
        dialled = parse_offered(call.dialled, tables.at(now).rules.national).dialled
    except NumberRefusedError:
        return call
    try:
        settings = load_settings(config).memory
        store = existing_store(settings) if settings else None
        if store is None:
            return call
        with closing(store):
            code = store.recall(number, dialled, now.astimezone(AMSTERDAM).date())
    except (TablesFaultyError, StoreUnusableError, OSError) as error:
        raise MemoryUnreadableError(f"{error}\nWhat is remembered can't be read") from error
    return replace(call, remembered=Remembered(code)) if code else call
