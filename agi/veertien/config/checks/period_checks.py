"""Checks that what counts for a time counts at all."""

from collections.abc import Iterator
from datetime import date, datetime

from veertien.config.faults.definitions.times import PeriodNeverCounts
from veertien.config.faults.definitions.warnings import MaintenanceOver, PeriodOver
from veertien.config.models.file_models import DestinationInFile, MaintenanceInFile, MunicipalityInFile
from veertien.config.yaml_files.places import Finding, Place


def is_readable(place: Place) -> bool:
    """Return whether both ends of an entry's period could be read, where they are written."""
    return place.has_all("from", "until")


def check_period(row: DestinationInFile | MunicipalityInFile, place: Place) -> Iterator[Finding]:
    """Find a period that is over before it begins."""
    return _check_order(row.first, row.until, place)


def check_maintenance(row: MaintenanceInFile | None, place: Place) -> Iterator[Finding]:
    """Find maintenance that is over before it begins."""
    if row:
        yield from _check_order(row.start, row.until, place)


def warn_of_past_maintenance(row: MaintenanceInFile, place: Place, now: datetime) -> Iterator[Finding]:
    """Find maintenance that is over by now and is still written down."""
    if row.until <= now:
        until = place.at("until")
        yield Finding(until, MaintenanceOver.since(until.text))


def warn_of_past_period(row: DestinationInFile | MunicipalityInFile, place: Place, today: date) -> Iterator[Finding]:
    """Find what no longer counts and is still written down."""
    if row.until and row.until <= today:
        yield Finding(place.at("until"), PeriodOver.since(row.until))


def _check_order(first: date | None, until: date | None, place: Place) -> Iterator[Finding]:
    if first and until and until <= first:
        yield Finding(place.at("until"), PeriodNeverCounts.over_before(first, until))
