"""A list made of tables, with what no list can hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from veertien.gazetteer import Gazetteer
from veertien.routing import CallerId, Destination, MunicipalityEntry, Tables
from veertien.routing.destinations import Trunk
from veertien.spreadsheets.listing import OPERATOR, Listing, OfficeDestination, OfficeEntry, OfficeTrunk
from veertien.wording import Wording, unworded


@dataclass(frozen=True, slots=True)
class Exported:
    """A list, and what the tables say besides."""

    listing: Listing
    left_out: tuple[Wording, ...]


def exported(tables: Tables, gazetteer: Gazetteer) -> Exported:
    """Return a list of what the tables say now."""
    entries = [_entry(row, entry, gazetteer) for row, entry in enumerate(tables.municipalities.values(), 2)]
    operator = OfficeEntry(len(entries) + 2, OPERATOR, _destinations(tables.operator))
    used = dict.fromkeys(each.trunk for entry in (*entries, operator) for each in entry.destinations)
    trunks = (tables.trunks[key] for key in used)
    listed = tuple(OfficeTrunk(trunk.key, trunk.endpoint, trunk.capacity) for trunk in trunks)
    return Exported(Listing((*entries, operator), listed), tuple(_left_out(tables, set(used))))


def _entry(row: int, entry: MunicipalityEntry, gazetteer: Gazetteer) -> OfficeEntry:
    national = gazetteer.area_codes_of(entry.code) if entry.code in gazetteer.municipalities else ()
    usual = set(entry.area_codes) == set(national)
    return OfficeEntry(
        row,
        entry.name,
        _destinations(entry.destinations) if entry.connected else (),
        entry.connected,
        None if usual else entry.area_codes,
        None if _same(entry.telephone, entry.municipality.ordinary_number) else entry.telephone,
        entry.schedule.week if entry.schedule else None,
        entry.other_names,
    )


def _destinations(found: Sequence[Destination]) -> tuple[OfficeDestination, ...]:
    return tuple(
        OfficeDestination(each.trunk.key, each.number, each.share.weight if each.share else None, each.ring_seconds)
        for each in found
    )


def _same(number: str | None, national: str | None) -> bool:
    return number == national or (number or "").removeprefix("0") == (national or "").removeprefix("+31")


def _left_out(tables: Tables, used: set[str]) -> Iterator[Wording]:
    for key, trunk in tables.trunks.items():
        if key not in used:
            yield Wording(
                f"de trunk {key}, die geen bestemming gebruikt", f"the trunk {key}, which no destination is on"
            )
        elif said := _more_of(trunk):
            yield Wording(f"van de trunk {key}: {said}", f"of the trunk {key}: {said}")
    for entry in tables.municipalities.values():
        if more := tuple(_more_in(entry)):
            dutch, english = ", ".join(one.dutch for one in more), ", ".join(one.english for one in more)
            yield Wording(f"van {entry.name}: {dutch}", f"of {entry.name}: {english}")
    if tables.later:
        yield Wording("wat later begint of eindigt: from en until", "what begins or ends later: from and until")
    beside = {
        "routing.yaml": tables.rules != type(tables.rules)(),
        "pronunciations.yaml": bool(tables.pronunciations),
        "callers.yaml": tables.callers != type(tables.callers)(),
    }
    yield from (unworded(name) for name, says in beside.items() if says)


def _more_of(trunk: Trunk) -> str:
    said = (
        "caller_id" if trunk.caller_id is not CallerId.PASS else "",
        "header" if trunk.header else "",
        "" if trunk.diversion else "diversion",
    )
    return ", ".join(filter(None, said))


def _more_in(entry: MunicipalityEntry) -> Iterator[Wording]:
    if any(each.keeps for each in entry.destinations):
        yield unworded("overflow")
    if entry.maintenance:
        yield unworded("maintenance")
    if entry.when_closed != type(entry.when_closed)():
        yield unworded("when_closed")
    if entry.schedule and (entry.schedule.dates or entry.schedule.yearly):
        yield Wording("dagen van haar rooster die afwijken", "days of its schedule that differ")
