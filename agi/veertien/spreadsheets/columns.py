"""The columns of a list: what they are called in it, and in what order they are written."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from veertien.gazetteer import normalise


class Column(StrEnum):
    """A column, by the heading that it is written with."""

    NAME = "gemeente"
    CONNECTED = "aangesloten"
    AREA_CODES = "netnummers"
    TRUNK = "trunk"
    ENDPOINT = "endpoint"
    LINES = "lijnen"
    NUMBER = "nummer"
    WEIGHT = "gewicht"
    RING_SECONDS = "belduur"
    TELEPHONE = "algemeen nummer"
    HOURS = "openingstijden"
    OTHER_NAMES = "andere namen"


_ALSO: Mapping[Column, tuple[str, ...]] = MappingProxyType(
    {
        Column.NAME: ("naam", "gemeentenaam", "municipality", "name", "cbs code", "code"),
        Column.CONNECTED: ("connected", "doet mee", "actief"),
        Column.AREA_CODES: ("netnummer", "area code", "area codes", "kengetal", "kengetallen"),
        Column.TRUNK: ("sip trunk", "siptrunk", "koppeling", "verbinding"),
        Column.ENDPOINT: ("pjsip endpoint",),
        Column.LINES: ("capaciteit", "capacity", "kanalen", "lines", "channels", "aantal lijnen"),
        Column.NUMBER: ("number", "telefoonnummer", "doorkiesnummer", "bestemming", "destination"),
        Column.WEIGHT: ("weight", "aandeel"),
        Column.RING_SECONDS: ("ring seconds", "belduur s", "overgaan"),
        Column.TELEPHONE: ("algemeen telefoonnummer", "telephone", "telefoon algemeen"),
        Column.HOURS: ("opening hours", "openingstijd", "tijden", "hours"),
        Column.OTHER_NAMES: ("other names", "andere naam", "ook genoemd"),
    }
)
_BY_HEADING = {normalise(heading): column for column in Column for heading in (column.value, *_ALSO[column])}


def column_called(heading: str) -> Column | None:
    """Return the column that a heading names, whatever its capitals and signs; None for one that is not known."""
    return _BY_HEADING.get(normalise(heading))
