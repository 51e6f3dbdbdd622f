"""Makes a gazetteer of the rows of its tables, and reads those of the package.

What an edition from elsewhere holds is checked first (`veertien.config`); the package's own is, by a test.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from veertien.gazetteer.edition import (
    AnnouncedChange,
    Certainty,
    DataEdition,
    DataSource,
    EndedMunicipality,
)
from veertien.gazetteer.gazetteer import Gazetteer
from veertien.gazetteer.model import Confidence, Locality, Municipality, NameKind
from veertien.gazetteer.names import NamesData, OtherName
from veertien.gazetteer.pronunciations import PRONUNCIATIONS, Words, load_pronunciations, spoken_key

DATA_TABLES = (
    "edition",
    "municipalities",
    "municipality_area_codes",
    "places",
    "former_municipalities",
    "ended_municipalities",
    "announced_changes",
    "other_names",
    "short_forms",
    "sources",
)
"""The tables of an edition, each a file of this name that ends in .tsv; beside them are its pronunciations."""

TableRows = Mapping[str, Sequence[Sequence[str]]]
"""The fields of each table's rows, without their headers."""


@cache
def load() -> Gazetteer:
    """Return the national data of the package, which a process reads once (some hundredths of a second)."""
    return gazetteer_of({table: tuple(_rows(table)) for table in DATA_TABLES})


def packaged_files() -> Mapping[str, bytes]:
    """Return the package's edition as the contents of its files, by name."""
    folder = files("veertien.gazetteer").joinpath("data")
    names = (*(f"{table}.tsv" for table in DATA_TABLES), PRONUNCIATIONS)
    return {name: folder.joinpath(name).read_bytes() for name in names}


def gazetteer_of(rows: TableRows, pronunciations: Sequence[tuple[str, Words]] = ()) -> Gazetteer:
    """Return the gazetteer of these rows, which must be sound, and reviewed pronunciations in order.

    Of those it keeps the names that the package has otherwise, or not at all.
    """
    municipalities: dict[str, Municipality] = {}
    for code, name, official, spoken, province, population, main, fourteen, ordinary in rows["municipalities"]:
        municipalities[code] = Municipality(
            code, name, official, spoken, province, int(population), main, fourteen or None, ordinary or None
        )
    places: dict[str, Locality] = {}
    spoken_places: dict[str, str] = {}
    for code, name, spoken, municipality, area_codes, confidence in rows["places"]:
        sure = Confidence[confidence.upper()] if confidence else None
        places[code] = Locality(code, name, municipality, tuple(area_codes.split()), sure)
        spoken_places[code] = spoken
    former = tuple(
        (name, municipality, Confidence[confidence.upper()])
        for name, municipality, confidence in rows["former_municipalities"]
    )
    other = tuple(
        OtherName(name, of, NameKind(kind), language, Confidence[confidence.upper()])
        for name, of, kind, language, confidence, _origin in rows["other_names"]
    )
    short = tuple(
        OtherName(name, municipality, NameKind.OTHER, "nl", Confidence.HIGH)
        for name, municipality, _why in rows["short_forms"]
    )
    pairs = tuple(
        (municipality, area_code, Confidence[confidence.upper()])
        for municipality, area_code, confidence in rows["municipality_area_codes"]
    )
    names = NamesData(spoken_places, former, other + short)
    return Gazetteer(municipalities, places, pairs, names, _edition(rows), _unlike_the_packages(pronunciations))


def _unlike_the_packages(given: Sequence[tuple[str, Words]]) -> tuple[tuple[str, tuple[Words, ...]], ...]:
    by_key: dict[str, tuple[str, dict[Words, None]]] = {}
    for name, words in given:
        by_key.setdefault(spoken_key(name), (name, {}))[1][words] = None
    known = load_pronunciations().names if by_key else {}
    return tuple((name, tuple(said)) for key, (name, said) in by_key.items() if known.get(key) != tuple(said))


def _edition(rows: TableRows) -> DataEdition:
    ((as_of,),) = rows["edition"]
    changes = (
        AnnouncedChange(
            municipality, heir, date.fromisoformat(first), date.fromisoformat(announced), Certainty(certainty), source
        )
        for municipality, heir, first, announced, certainty, source in rows["announced_changes"]
    )
    in_order = tuple(sorted(changes, key=lambda change: change.first))
    ended = tuple(
        EndedMunicipality(code, name, heir, date.fromisoformat(day))
        for code, name, heir, day in rows["ended_municipalities"]
    )
    sources = tuple(DataSource(*row) for row in rows["sources"])
    return DataEdition(date.fromisoformat(as_of), sources, in_order, ended)


def _rows(table: str) -> Iterator[list[str]]:
    """Yield the fields of a table's rows, without its header."""
    text = files("veertien.gazetteer").joinpath(f"data/{table}.tsv").read_text(encoding="utf-8")
    lines = iter(text.splitlines())
    next(lines)
    return (line.split("\t") for line in lines)
