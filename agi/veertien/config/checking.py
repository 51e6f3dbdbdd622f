"""A config folder checked: what is wrong in it, or else what is worth a look, and the values that come of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from veertien.config.asking import Asking, country_data, folder_in, said_otherwise
from veertien.config.faults import Fault, FaultLog, TablesFaultyError, in_order
from veertien.config.national.age import warn_of_age
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import note
from veertien.gazetteer import Gazetteer
from veertien.routing import AMSTERDAM, Tables


@dataclass(frozen=True, slots=True)
class Faulty:
    """A folder that can't be used, and everything that is wrong in it, the causes first."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """A folder that can be used, and what in it somebody should look at."""

    tables: Tables
    asking: Asking
    warnings: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def check(folder: Path, given: Gazetteer | None, now: datetime) -> Faulty | Sound:
    """Check a folder, reading each file once; `now`, with its time zone, decides which maintenance is over.

    National data that are given count in place of those that the folder names.
    """
    documents = Documents(folder)
    try:
        gazetteer = given or country_data(documents).gazetteer
        config, asking = folder_in(documents, gazetteer)
    except TablesFaultyError as error:
        return Faulty(error.faults)
    # Loaded here: a folder with faults needs no pronunciations, and they take longer to load than to check it.
    from veertien.config.warnings import warnings_of

    notes = said_otherwise(documents, config.files)
    warnings = warnings_of(config, gazetteer, now)
    if given is None:
        aged = FaultLog()
        note(warn_of_age(documents, gazetteer, now.astimezone(AMSTERDAM).date()), aged)
        warnings = in_order((*warnings, *aged))
    return Sound(config.tables, asking, warnings, notes)
