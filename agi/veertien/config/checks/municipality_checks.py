"""Checks of the municipalities in all files together: names, area codes, duplicates, clashes."""

from collections.abc import Iterator, Sequence, Set

from veertien.config.checks.period_checks import check_maintenance, check_period, is_readable
from veertien.config.checks.schedule_checks import check_reference
from veertien.config.checks.succession_checks import check_succession
from veertien.config.checks.trunk_checks import check_destinations, check_when_closed
from veertien.config.faults.definitions.tables import NameClash, NoDestinations
from veertien.config.faults.definitions.values import DuplicateAreaCode, EmptyValue, UnknownAreaCode, WrongText
from veertien.config.faults.definitions.warnings import AreaCodeElsewhere, SharedNumber
from veertien.config.models.file_models import MunicipalityInFile, period_of
from veertien.config.tables.listed import Listed
from veertien.config.yaml_files.places import Finding, Place
from veertien.config.yaml_files.validation import is_meant
from veertien.gazetteer import Confidence, Gazetteer, name_key
from veertien.numbering import area_codes


def check_municipality(
    row: MunicipalityInFile, place: Place, keys: Set[str] | None, schedules: Set[str] | None
) -> Iterator[Finding]:
    """Find what is wrong within one entry; `keys` and `schedules` are the trunks and the schedules that it may name."""
    within = period_of(row) if is_readable(place) else None
    yield from check_period(row, place)
    yield from check_maintenance(row.maintenance, place.at("maintenance"))
    yield from check_destinations(row.destinations, place.at("destinations"), keys, within)
    yield from check_when_closed(row.when_closed, place.at("when_closed"), keys)
    yield from check_reference(row.schedule, place.at("schedule"), schedules)
    yield from _check_connected(row, place)
    yield from _check_area_codes(row.area_codes, place.at("area_codes"))


def check_together(listed: Sequence[Listed]) -> Iterator[Finding]:
    """Find municipalities that count twice or not at all, and names that are those of two."""
    # What follows from a date that can't be read is not reported.
    dated = [entry for entry in listed if is_readable(entry.place)]
    yield from check_succession(dated)
    yield from _check_other_names(dated)


def warn_of_shared_numbers(listed: Sequence[Listed]) -> Iterator[Finding]:
    """Find municipalities whose callers go first where another's do: one finding a number, however many have it."""
    first: dict[tuple[str, str], list[Listed]] = {}
    for entry in listed:
        for destination in entry.row.destinations[:1]:
            first.setdefault((destination.trunk, destination.number), []).append(entry)
    for entries in first.values():
        one, *rest = entries
        others = {entry.municipality.code: entry for entry in reversed(rest) if _share(one, entry)}
        if others:
            other, *more = sorted(others.values(), key=rest.index)
            problem = SharedNumber.of_two(other.municipality.name, one.municipality.name, one.where, len(more))
            yield Finding(other.place.at("destinations", 0, "number"), problem)


def warn_of_area_codes_elsewhere(listed: Sequence[Listed], gazetteer: Gazetteer) -> Iterator[Finding]:
    """Find area codes in which a municipality doesn't lie by the national data: one finding an entry.

    Its own are also those that are not sure, and those of whom it replaces or is to have by an announced change.
    """
    changes = sorted(gazetteer.edition.changes, key=lambda change: change.first, reverse=True)
    for entry in listed:
        parts = {entry.municipality.code, *entry.replaced}
        # The last one first: who goes into one that later goes on into a third is the third's.
        for change in changes:
            if change.heir in parts:
                parts.add(change.municipality)
        known = parts.intersection(gazetteer.municipalities)
        own = {code for part in known for code in gazetteer.area_codes_of(part, Confidence.LOW)}
        written = entry.row.area_codes or ()
        elsewhere = [code for code in written if code not in own]
        if elsewhere:
            problem = AreaCodeElsewhere.of_municipality(entry.municipality.name, elsewhere, entry.identity.area_codes)
            yield Finding(entry.place.at("area_codes", written.index(elsewhere[0])), problem)


def _share(one: Listed, other: Listed) -> bool:
    different = one.municipality.code != other.municipality.code
    return different and one.row.connected and other.row.connected and one.period.overlaps(other.period)


def _check_connected(row: MunicipalityInFile, place: Place) -> Iterator[Finding]:
    destinations = place.at("destinations")
    if not row.name or not row.connected or row.destinations:
        return
    # What only follows from a key that is told already: `connected: nee`, or `destination`.
    followed = any(is_meant(key, place.keys, type(row)) for key in ("destinations", "connected"))
    if place.has_all("destinations", "connected") and destinations.has_all() and not followed:
        written = "destinations" in row.model_fields_set
        yield Finding(destinations if written else place.at("name"), NoDestinations.of_municipality(row.name))


def _check_area_codes(given: Sequence[str] | None, place: Place) -> Iterator[Finding]:
    known = area_codes()
    for index, code in enumerate(given or ()):
        if code not in known:
            yield Finding(place.at(index), UnknownAreaCode.unknown(code, known))
        elif given and code in given[:index]:
            yield Finding(place.at(index), DuplicateAreaCode.in_list(code))
    if given is not None and not given and place.has_all():
        yield Finding(place, EmptyValue.area_codes())


def _check_other_names(listed: Sequence[Listed]) -> Iterator[Finding]:
    """Find names that would lead to two municipalities of one area code."""
    # The second of each says where a listed name stands; without it, it is one of the national data.
    owners: dict[str, list[tuple[Listed, Place | None]]] = {}
    for entry in listed:
        for spoken in entry.identity.names:
            owners.setdefault(name_key(spoken.text), []).append((entry, None))
    for entry in listed:
        for index, name in enumerate(entry.row.other_names):
            place = entry.place.at("other_names", index)
            key = name_key(name)
            if not key:
                yield Finding(place, WrongText.silent_name(name))
                continue
            clashes = (owner for owner in owners.get(key, ()) if _clash(owner[0], entry))
            if clash := next(clashes, None):
                owner, there = clash
                where = there.where if there else None
                yield Finding(place, NameClash.in_area_code(name, owner.municipality.name, where))
            known = owners.setdefault(key, [])
            # Once an entry: it is compared with all of them.
            if not known or known[-1][0] is not entry:
                known.append((entry, place))


def _clash(one: Listed, other: Listed) -> bool:
    different = one.municipality.code != other.municipality.code
    return different and bool(one.area_codes & other.area_codes) and one.period.overlaps(other.period)
