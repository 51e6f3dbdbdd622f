"""Whether the edition that veertien.yaml names is of the time in which it counts."""

from collections.abc import Iterator
from datetime import date, timedelta

from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.warnings import DataAge
from veertien.config.folder_files import SETTINGS_FILE
from veertien.config.national.edition import DATA_KEY, named_data
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Finding, Place
from veertien.gazetteer import Gazetteer

AGED = timedelta(days=366)
"""Municipalities change on the first day of a year."""


def warn_of_age(documents: Documents, gazetteer: Gazetteer, today: date) -> Iterator[Finding]:
    """Find an edition that is named and whose day has not come, or is more than a year ago."""
    document = documents.optional(SETTINGS_FILE, FaultLog())
    if document is None or named_data(documents) is None:
        return
    place, as_of = Place(document, (DATA_KEY,)), gazetteer.edition.as_of
    if as_of > today:
        yield Finding(place, DataAge.early(as_of))
    elif today - as_of > AGED:
        yield Finding(place, DataAge.aged(as_of))
