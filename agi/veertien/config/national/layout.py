"""The tables of an edition of the national data: columns, what they hold, and what they name in each other.

docs/country-data.md and its Dutch page show this (`make pages`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from veertien.config.national import kinds
from veertien.config.national.kinds import ColumnKind
from veertien.gazetteer import DATA_TABLES
from veertien.wording import Wording


@dataclass(frozen=True, slots=True)
class TableLayout:
    """One table."""

    columns: Mapping[str, ColumnKind]
    """In the order of the file."""
    key: tuple[str, ...]
    """The columns in which no two rows are equal."""
    holds: Wording
    """What a row is, in words."""
    most_rows: int = 10_000
    refers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The tables in which the value of a column must be a key."""


_MUNICIPALITY: Mapping[str, tuple[str, ...]] = MappingProxyType({"municipality": ("municipalities",)})

LAYOUTS: Mapping[str, TableLayout] = MappingProxyType(
    {
        "edition": TableLayout(
            {"as_of": kinds.ISO_DAY},
            ("as_of",),
            Wording(
                "de dag waarvan de tabellen de gemeenten geven; één rij",
                "the day whose municipalities the tables give; one row",
            ),
            most_rows=1,
        ),
        "municipalities": TableLayout(
            {
                "code": kinds.MUNICIPALITY_CODE,
                "name": kinds.SAYABLE_NAME,
                "official": kinds.SAYABLE_NAME,
                "spoken": kinds.SAYABLE_NAME,
                "province": kinds.SAYABLE_NAME,
                "population": kinds.PEOPLE,
                "main_area_code": kinds.ONE_AREA_CODE,
                "fourteen": kinds.FOURTEEN_NUMBER.or_nothing(),
                "ordinary": kinds.DUTCH_NUMBER.or_nothing(),
            },
            ("code",),
            Wording(
                "een gemeente: een naam die geen andere heeft, haar eigen officiële naam, de naam zoals hij gezegd "
                "wordt, "
                "en de nummers die zij bekendmaakte",
                "a municipality: a name that no other has, its own official name, the name as said, and the numbers "
                "that "
                "it published",
            ),
            most_rows=1000,
        ),
        "municipality_area_codes": TableLayout(
            {"municipality": kinds.MUNICIPALITY_CODE, "area_code": kinds.ONE_AREA_CODE, "confidence": kinds.SURENESS},
            ("municipality", "area_code"),
            Wording(
                "een netnummer waarin een gemeente ligt; met zekerheid low telt het niet",
                "an area code that a municipality lies in; one of low confidence does not count",
            ),
            refers=_MUNICIPALITY,
        ),
        "places": TableLayout(
            {
                "code": kinds.PLACE_CODE,
                "name": kinds.SAYABLE_NAME,
                "spoken": kinds.SAYABLE_NAME,
                "municipality": kinds.MUNICIPALITY_CODE,
                "area_codes": kinds.SOME_AREA_CODES.or_nothing(),
                "confidence": kinds.SURENESS.or_nothing(),
            },
            ("code",),
            Wording(
                "een woonplaats, en de netnummers waarin die ligt, het belangrijkste eerst",
                "a place (woonplaats), and the area codes that it lies in, the main one first",
            ),
            refers=_MUNICIPALITY,
        ),
        "former_municipalities": TableLayout(
            {"name": kinds.SAYABLE_NAME, "municipality": kinds.MUNICIPALITY_CODE, "confidence": kinds.SURENESS},
            ("name", "municipality"),
            Wording(
                "de naam van een gemeente van vroeger, eenmaal voor elke gemeente die er nu grond van heeft",
                "the name of a municipality of former days, once for each that has land of it today",
            ),
            refers=_MUNICIPALITY,
        ),
        "ended_municipalities": TableLayout(
            {
                "code": kinds.MUNICIPALITY_CODE,
                "name": kinds.SAYABLE_NAME,
                "heir": kinds.MUNICIPALITY_CODE,
                "day": kinds.ISO_DAY,
            },
            ("code",),
            Wording(
                "een gemeente van een eerdere editie, haar opvolger, en de eerste dag zonder haar; vastgelegde "
                "oproepen en "
                "onthouden keuzes noemen haar",
                "a municipality of an earlier edition, who has what it was, and the first day without it; call records "
                "and "
                "choices that are remembered name it",
            ),
            most_rows=1000,
            refers={"heir": ("municipalities",)},
        ),
        "announced_changes": TableLayout(
            {
                "municipality": kinds.MUNICIPALITY_CODE,
                "heir": kinds.MUNICIPALITY_CODE,
                "from": kinds.ISO_DAY,
                "announced": kinds.ISO_DAY,
                "certainty": kinds.CHANGE_CERTAINTY,
                "source": kinds.REMARK,
            },
            ("municipality",),
            Wording(
                "een gemeente die in een andere zou opgaan, vanaf een dag na die van de editie",
                "a municipality that is to go into another, from a day after the edition's",
            ),
            most_rows=1000,
            refers={"municipality": ("municipalities",), "heir": ("municipalities",)},
        ),
        "other_names": TableLayout(
            {
                "name": kinds.SAYABLE_NAME,
                "of": kinds.MUNICIPALITY_OR_PLACE,
                "kind": kinds.NAME_KIND,
                "language": kinds.LANGUAGE_CODE,
                "confidence": kinds.SURENESS,
                "origin": kinds.REMARK,
            },
            ("name", "of"),
            Wording(
                "een andere naam van een gemeente of plaats; de soort is municipality als het de eigen naam van een "
                "gemeente is",
                "another name of a municipality or place; its kind is municipality where it is a municipality's own",
            ),
            refers={"of": ("municipalities", "places")},
        ),
        "short_forms": TableLayout(
            {"name": kinds.SAYABLE_NAME, "municipality": kinds.MUNICIPALITY_CODE, "why": kinds.REMARK},
            ("name", "municipality"),
            Wording(
                "hoe mensen een gemeente noemen wat niet in de registers staat",
                "what people call a municipality that its registers do not have",
            ),
            refers=_MUNICIPALITY,
        ),
        "sources": TableLayout(
            {"source": kinds.REMARK, "edition": kinds.REMARK, "licence": kinds.REMARK},
            ("source",),
            Wording(
                "waar de tabellen vandaan komen; `veertien data` toont het",
                "where the tables come from; `veertien data` shows it",
            ),
            most_rows=1000,
        ),
    }
)
"""By table."""

FILES: Mapping[str, str] = MappingProxyType({f"{table}.tsv": table for table in DATA_TABLES})
"""The table that each file holds."""
