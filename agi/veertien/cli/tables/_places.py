"""What the commands say of municipalities: where each lies, and what the tables say of it."""

from datetime import datetime
from pathlib import Path

from veertien.cli._config import DEFAULTS, faults_end
from veertien.cli._country import country_for
from veertien.config import TablesFaultyError, load_tables
from veertien.gazetteer import Gazetteer
from veertien.routing import Tables
from veertien.wording import Wording

_STATES = {
    True: Wording("aangesloten", "connected"),
    False: Wording("in de tabellen, niet aangesloten", "in the tables, not connected"),
    None: Wording("niet in de tabellen", "not in the tables"),
}


def country_and_tables(config: Path | None, now: datetime) -> tuple[Gazetteer, Tables | None]:
    """Return the national data, and the tables of a folder, or of config/ or /etc/veertien, as they count at a moment.

    None where there is no folder. Raises click's exit where it has faults.
    """
    folder = config or next((folder for folder in DEFAULTS if folder.is_dir()), None)
    country = country_for(folder)
    try:
        return country, load_tables(folder, country).at(now) if folder else None
    except TablesFaultyError as error:
        raise faults_end(error) from error


def connected(tables: Tables | None, code: str) -> bool | None:
    """Return whether the tables connect a municipality, or what became of it; None where they say nothing of it."""
    entry = tables.municipalities.get(tables.heir_of(code)) if tables else None
    return None if entry is None else entry.connected


def state_in_words(tables: Tables | None, code: str) -> Wording | None:
    """Return the same in words, and which municipality another has become; None where there are no tables."""
    if tables is None:
        return None
    state, heir = _STATES[connected(tables, code)], tables.heir_of(code)
    if heir == code:
        return state
    name = f"{tables.entry(heir).name} ({heir})"
    return Wording(f"nu {name}, {state.dutch}", f"now {name}, {state.english}")
