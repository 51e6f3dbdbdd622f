"""Table 140X of the Dutch number plan: which 14-numbers exist and how long they are."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Range:
    """A range of 14-numbers: its first digits, how many digits a municipality's number has (None: no such), its use."""

    prefix: str
    digits: int | None
    use: str


@cache
def table_140x() -> tuple[Range, ...]:
    """Return the table. Sources: data/SOURCES.md."""
    text = files("veertien.numbering").joinpath("data/table_140x.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(Range(row["prefix"], int(row["digits"]) if row["digits"] else None, row["use"]) for row in rows)


def range_of(digits: str) -> Range | None:
    """Return the range that digits starting with 14 lie in, or None; no two ranges overlap."""
    return next((row for row in table_140x() if digits.startswith(row.prefix)), None)
