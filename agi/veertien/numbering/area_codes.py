"""The 141 Dutch area codes (netnummers) and the town each is named after."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class AreaCode:
    """An area code with its leading zero ("0229") and the town or area it is named after ("Hoorn")."""

    code: str
    place: str


@cache
def area_codes() -> Mapping[str, AreaCode]:
    """Return all area codes, by code, in rising order; read-only. Sources: data/SOURCES.md."""
    text = files("veertien.numbering").joinpath("data/area_codes.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return MappingProxyType({row["code"]: AreaCode(row["code"], row["place"]) for row in rows})
