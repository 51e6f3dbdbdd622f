"""A list of municipalities as values, and how it is written into cells."""

from collections.abc import Iterator
from dataclasses import dataclass

from veertien.spreadsheets.columns import Column
from veertien.spreadsheets.sheet import Cells
from veertien.spreadsheets.week import Week, week_in_words

OPERATOR = "operator"
"""The name in the row that says where calls go that nobody else can take."""


@dataclass(frozen=True, slots=True)
class OfficeTrunk:
    """A trunk as a list names it."""

    key: str
    endpoint: str
    lines: int


@dataclass(frozen=True, slots=True)
class OfficeDestination:
    """Where calls go: a number and the trunk's key."""

    trunk: str
    number: str
    weight: int | None = None
    ring_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """A municipality in a list, whose destinations may be in several rows."""

    row: int
    """The first of them."""
    name: str
    """Its unambiguous name; `OPERATOR` for who takes all other calls."""
    destinations: tuple[OfficeDestination, ...] = ()
    connected: bool = True
    area_codes: tuple[str, ...] | None = None
    """None: those of the national data."""
    telephone: str | None = None
    """None: that of the national data."""
    hours: Week | None = None
    """None: always open."""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    entries: tuple[OfficeEntry, ...]
    trunks: tuple[OfficeTrunk, ...]

    def cells(self) -> Iterator[Cells]:
        """Yield the rows as they are written: one for each destination, the municipality's own cells in the first."""
        trunks = {trunk.key: trunk for trunk in self.trunks}
        for entry in self.entries:
            own = own_cells(entry)
            for destination in entry.destinations or (None,):
                found = {Column.NAME: entry.name, **own}
                if destination:
                    found |= _destination_cells(destination, trunks[destination.trunk])
                yield found
                own = {}


def own_cells(entry: OfficeEntry) -> dict[Column, str]:
    """Return the cells that say something of a municipality itself."""
    cells: dict[Column, str | None] = {
        Column.CONNECTED: None if entry.connected else "nee",
        Column.AREA_CODES: ", ".join(entry.area_codes or ()),
        Column.TELEPHONE: entry.telephone,
        Column.HOURS: week_in_words(entry.hours) if entry.hours else None,
        Column.OTHER_NAMES: ", ".join(entry.other_names),
    }
    return {column: text for column, text in cells.items() if text}


def _destination_cells(destination: OfficeDestination, trunk: OfficeTrunk) -> dict[Column, str]:
    written: dict[Column, object] = {
        Column.TRUNK: trunk.key,
        Column.ENDPOINT: trunk.endpoint,
        Column.LINES: trunk.lines,
        Column.NUMBER: destination.number,
        Column.WEIGHT: destination.weight,
        Column.RING_SECONDS: destination.ring_seconds,
    }
    return {column: str(value) for column, value in written.items() if value is not None}
