"""What the commands say of municipalities: where each lies, and what the tables say of it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from veertien.cli._config import DEFAULTS, faults_end
from veertien.cli._country import country_for
from veertien.config import TablesFaultyError, load_tables
from veertien.gazetteer import Gazetteer
from veertien.routing import MunicipalityEntry, Tables
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


def entry_of(tables: Tables | None, code: str) -> MunicipalityEntry | None:
    """Return what the tables say of a municipality, or of what became of it; None where they say nothing of it."""
    return tables.municipalities.get(tables.heir_of(code)) if tables else None


def state_in_words(tables: Tables | None, code: str, area_codes: Sequence[str]) -> Wording | None:
    """Return whether the tables connect a municipality, or what it has become, and in which of these it doesn't answer.

    None where there are no tables.
    """
    if tables is None:
        return None
    entry, heir = entry_of(tables, code), tables.heir_of(code)
    state = _STATES[entry.connected if entry else None]
    if heir != code:
        name = f"{tables.entry(heir).name} ({heir})"
        state = Wording(f"nu {name}, {state.dutch}", f"now {name}, {state.english}")
    missing = [area_code for area_code in area_codes if entry and area_code not in entry.area_codes]
    if not entry or not missing:
        return state
    # Where the national data are not sure of it either, it is not for what the tables write.
    written = f" (`area_codes`: {', '.join(entry.area_codes)})" if entry.lies_in.intersection(missing) else ""
    there, but = f"{', '.join(missing)}{written}", entry.connected
    return Wording(
        f"{state.dutch}, {'maar' if but else 'en'} niet in {there}",
        f"{state.english}, {'but' if but else 'and'} not in {there}",
    )
