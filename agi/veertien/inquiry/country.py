"""What the questions of all area codes have in common: the whole country, under tables that count at one time.

Two grammars have the municipalities' own names, for a name and for a yes; a third has every name of a place, without
words around it. They are made once for all calls and never anew for one: see `understanding`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from veertien.conversation import Choice, Expect, Reach
from veertien.gazetteer import Name, NameKind, normalise
from veertien.routing import MunicipalityEntry, OtherAreaCodes, Tables
from veertien.speech import COMMANDS, GrammarSpec, phrases_of, specs_of
from veertien.speech.grammar.phrases import priors_of


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """The municipalities of the country whose names are understood, by CBS code, and what may be said of them."""

    names: Mapping[str, str]
    """What prompts call them: with the province where several have the same name."""
    choices: Mapping[str, Choice]
    """What they are in an area code where they don't lie: those are offered that callers can be put through to."""
    own: Mapping[Expect, GrammarSpec]
    """Their own names, when asked for one and when asked for a yes."""
    every: GrammarSpec | None
    """Every name there is; None where nobody is asked at a national number."""


def country_of(tables: Tables) -> Country | None:
    """Return the whole country; None where under these tables no other area code's names are understood."""
    if not (tables.asks_nationally or tables.rules.other_area_codes is OtherAreaCodes.OFFER):
        return None
    entries = tables.offered(None)
    names = _names(entries)
    place = {True: Reach.ELSEWHERE, False: Reach.OUT_OF_REACH}
    choices = {
        entry.code: Choice(entry.code, names[entry.code], place[tables.can_put_through(entry)]) for entry in entries
    }
    priors = priors_of({entry.code: entry.municipality.population for entry in entries})
    own = specs_of("country", (*phrases_of(_own_names(entries), priors), *COMMANDS))
    if not tables.asks_nationally:
        return Country(names, choices, own, None)
    every = (*phrases_of(_every_name(entries), priors), *COMMANDS)
    return Country(names, choices, own, GrammarSpec("country, every name", every, bare=True))


def _names(entries: Sequence[MunicipalityEntry]) -> Mapping[str, str]:
    shared = _shared(entries)
    return {
        entry.code: f"{entry.municipality.spoken_name} in {entry.municipality.province}"
        if entry.municipality.spoken_name in shared
        else entry.municipality.spoken_name
        for entry in entries
    }


def _shared(entries: Sequence[MunicipalityEntry]) -> frozenset[str]:
    counted = Counter(entry.municipality.spoken_name for entry in entries)
    return frozenset(name for name, count in counted.items() if count > 1)


def _own_names(entries: Sequence[MunicipalityEntry]) -> Iterator[Name]:
    """Yield the municipalities' own names, and longer ones for those that have the same."""
    shared = _shared(entries)
    for entry in entries:
        yield from entry.own_names
        name, province = entry.municipality.spoken_name, entry.municipality.province
        if name in shared:
            for text in (f"{name} {province}", f"{name} in {province}", province):
                yield replace(entry.own_names[0], text=text, kind=NameKind.OTHER)


def _every_name(entries: Sequence[MunicipalityEntry]) -> Iterator[Name]:
    """Yield every name; a municipality's own is nobody else's: "Hoorn" is not the village on Terschelling."""
    own = {normalise(name.text) for entry in entries for name in entry.own_names}
    for entry in entries:
        its_own = entry.own_names
        for name in entry.names:
            if name in its_own or normalise(name.text) not in own:
                yield name
