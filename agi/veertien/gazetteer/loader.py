"""Reads the gazetteer's data files: tables that tools/compile_gazetteer.py makes, and short forms written by hand."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from veertien.gazetteer.edition import AnnouncedChange, Certainty, DataEdition, DataSource
from veertien.gazetteer.gazetteer import Gazetteer
from veertien.gazetteer.model import Confidence, Locality, Municipality, NameKind
from veertien.gazetteer.names import NamesData, OtherName


@cache
def load() -> Gazetteer:
    """Return the gazetteer, which a process reads once (some hundredths of a second)."""
    municipalities: dict[str, Municipality] = {}
    for code, name, official, spoken, province, population, main, fourteen, ordinary in _rows("municipalities"):
        municipalities[code] = Municipality(
            code, name, official, spoken, province, int(population), main, fourteen or None, ordinary or None
        )
    places: dict[str, Locality] = {}
    spoken_places: dict[str, str] = {}
    for code, name, spoken, municipality, area_codes, confidence in _rows("places"):
        sure = Confidence[confidence.upper()] if confidence else None
        places[code] = Locality(code, name, municipality, tuple(area_codes.split()), sure)
        spoken_places[code] = spoken
    former = tuple(
        (name, municipality, Confidence[confidence.upper()])
        for name, municipality, confidence in _rows("former_municipalities")
    )
    other = tuple(
        OtherName(name, of, NameKind(kind), language, Confidence[confidence.upper()])
        for name, of, kind, language, confidence, _origin in _rows("other_names")
    )
    short = tuple(
        OtherName(name, municipality, NameKind.OTHER, "nl", Confidence.HIGH)
        for name, municipality, _why in _rows("short_forms")
    )
    pairs = tuple(
        (municipality, area_code, Confidence[confidence.upper()])
        for municipality, area_code, confidence in _rows("municipality_area_codes")
    )
    return Gazetteer(municipalities, places, pairs, NamesData(spoken_places, former, other + short), _edition())


def _edition() -> DataEdition:
    ((as_of,),) = _rows("edition")
    changes = (
        AnnouncedChange(
            municipality, heir, date.fromisoformat(first), date.fromisoformat(announced), Certainty(certainty), source
        )
        for municipality, heir, first, announced, certainty, source in _rows("announced_changes")
    )
    in_order = tuple(sorted(changes, key=lambda change: change.first))
    return DataEdition(date.fromisoformat(as_of), tuple(DataSource(*row) for row in _rows("sources")), in_order)


def _rows(table: str) -> Iterator[list[str]]:
    """Yield the fields of a table's rows, without its header."""
    text = files("veertien.gazetteer").joinpath(f"data/{table}.tsv").read_text(encoding="utf-8")
    lines = iter(text.splitlines())
    next(lines)
    return (line.split("\t") for line in lines)
