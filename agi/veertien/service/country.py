"""What may be said of the whole country, and how its municipalities are called there.

Two grammars have the municipalities' own names, for a name and for a yes; a third has every name of a place, without
words around it. They are made once for all calls and never anew for one: see `understanding`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from veertien.conversation import Expect
from veertien.gazetteer import Name, NameKind, normalise
from veertien.routing import MunicipalityEntry, OtherAreaCodes, Tables
from veertien.speech import COMMANDS, GrammarSpec, phrases_of, specs_of
from veertien.speech.grammar.phrases import priors_of


@dataclass(frozen=True, slots=True)
class Country:
    """The municipalities' own names, when asked for one and when asked for a yes, and every name there is."""

    own: Mapping[Expect, GrammarSpec]
    every: GrammarSpec


def country_of(tables: Tables) -> Country | None:
    """Return the grammars of the whole country; None where these tables never need them."""
    if not (asks_nationally(tables) or _offers_others(tables)):
        return None
    entries = tables.offered(None)
    priors = priors_of({entry.code: entry.municipality.population for entry in entries})
    own = (*phrases_of(_own_names(entries), priors), *COMMANDS)
    return Country(
        specs_of("country", own),
        GrammarSpec("country, every name", (*phrases_of(_every_name(entries), priors), *COMMANDS), bare=True),
    )


def needed_of(tables: Tables, country: Country) -> tuple[GrammarSpec, ...]:
    """Return those of a country's grammars that callers under these tables can come to need."""
    if asks_nationally(tables):
        return (*country.own.values(), country.every)
    return (country.own[Expect.CHOICE],)


def names_in_country(entries: Sequence[MunicipalityEntry]) -> Mapping[str, str]:
    """Return what prompts call municipalities, by CBS code: with the province where several have the same name."""
    shared = _shared(entries)
    return {
        entry.code: f"{entry.municipality.spoken_name} in {entry.municipality.province}"
        if entry.municipality.spoken_name in shared
        else entry.municipality.spoken_name
        for entry in entries
    }


def asks_nationally(tables: Tables) -> bool:
    """Tell whether callers of a national number may be asked which municipality they mean."""
    return tables.rules.national is not None and tables.may_be_asked(None)


def _offers_others(tables: Tables) -> bool:
    area_codes = {code for entry in tables.municipalities.values() for code in entry.area_codes}
    return tables.rules.other_area_codes is OtherAreaCodes.OFFER and any(map(tables.may_be_asked, area_codes))


def _shared(entries: Sequence[MunicipalityEntry]) -> frozenset[str]:
    counted = Counter(entry.municipality.spoken_name for entry in entries)
    return frozenset(name for name, count in counted.items() if count > 1)


def _own_names(entries: Sequence[MunicipalityEntry]) -> Iterator[Name]:
    """Give the municipalities' own names, and what tells those apart that have the same."""
    shared = _shared(entries)
    for entry in entries:
        yield from entry.own_names
        name, province = entry.municipality.spoken_name, entry.municipality.province
        if name in shared:
            for text in (f"{name} {province}", f"{name} in {province}", province):
                yield replace(entry.own_names[0], text=text, kind=NameKind.OTHER)


def _every_name(entries: Sequence[MunicipalityEntry]) -> Iterator[Name]:
    """Give every name; a municipality's own is nobody else's: "Hoorn" is not the village on Terschelling."""
    own = {normalise(name.text) for entry in entries for name in entry.own_names}
    for entry in entries:
        for name in entry.names:
            if name in entry.own_names or normalise(name.text) not in own:
                yield name
