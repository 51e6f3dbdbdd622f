"""The area codes in which callers are asked, with every municipality of the country connected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from demo.daemon_config import TABLES
from veertien import gazetteer
from veertien.config import load_tables
from veertien.conversation import Choice, Expect, Policy
from veertien.gazetteer import Gazetteer, Name, NameKind, normalise
from veertien.inquiry import inquiry_of
from veertien.speech import COMMANDS, GrammarSpec, Phrase, phrases_of, specs_of


@dataclass(frozen=True, slots=True)
class Group:
    """One shared area code: its municipalities, what may be said, and the names that lead to one of them.

    A name that two municipalities of the group have leads to neither: what the caller means by it can't be heard.
    """

    area_code: str
    choices: tuple[Choice, ...]
    phrases: tuple[Phrase, ...]
    own: tuple[Phrase, ...]
    """Municipalities' own names."""
    other: tuple[Phrase, ...]
    """Names of places and former municipalities in the area code."""

    def specs(self) -> Mapping[Expect, GrammarSpec]:
        """Return the grammars for a name and for a confirmation, as the daemon makes them."""
        return specs_of(self.area_code, (*self.phrases, *COMMANDS))


def area_groups() -> tuple[Group, ...]:
    """Return every area code that several municipalities share, in the order of the codes."""
    country = gazetteer.load()
    codes = sorted({code for town in country.municipalities for code in country.area_codes_of(town)})
    return tuple(_group(country, code) for code in codes if len(country.in_area(code)) > 1)


def country_specs() -> tuple[GrammarSpec, ...]:
    """Return the grammars of the national number, as the daemon makes them of the example tables."""
    inquiry = inquiry_of(load_tables(TABLES, gazetteer.load()), None, Policy())
    return (*inquiry.grammars.values(), *((inquiry.country,) if inquiry.country else ()))


def _group(country: Gazetteer, area_code: str) -> Group:
    towns = country.in_area(area_code)
    names = [name for town in towns for name in country.names_of(town.code)]
    leads_to: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        leads_to[normalise(name.text)].add(name.municipality)
    plain = [name for name in names if len(leads_to[normalise(name.text)]) == 1 and area_code in name.area_codes]
    own = [name for name in plain if name.kind is NameKind.MUNICIPALITY]
    return Group(
        area_code,
        tuple(Choice(town.code, town.spoken_name) for town in towns),
        phrases_of(names),
        _once(own),
        _once(name for name in plain if name not in own),
    )


def _once(names: Iterable[Name]) -> tuple[Phrase, ...]:
    return phrases_of(name for name in names if name.language != "en")
