"""Lookups over municipalities, places, names and area codes."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from veertien.gazetteer.edition import DataEdition, EndedMunicipality
from veertien.gazetteer.model import Confidence, Locality, Municipality, Name, NameKind
from veertien.gazetteer.name_index import NameIndex
from veertien.gazetteer.names import NamesData, build_names
from veertien.gazetteer.normalise import normalise
from veertien.gazetteer.pronunciations import Words

_CODE = re.compile(r"GM[0-9]{4}", re.IGNORECASE)
_QUOTED_LENGTH = 60


class UnknownMunicipalityError(LookupError):
    """Nothing is a municipality of this name or code; `suggestions` are names of municipalities that may be meant."""

    def __init__(self, text: str, suggestions: tuple[str, ...]) -> None:
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"There is no municipality {_quoted(text)}.{hint}")
        self.suggestions = suggestions


class AmbiguousMunicipalityError(LookupError):
    """A name that several municipalities have; `candidates` are they, most populous first."""

    def __init__(self, text: str, candidates: tuple[Municipality, ...]) -> None:
        choices = " or ".join(f"{candidate.name} ({candidate.code})" for candidate in candidates)
        super().__init__(f"More than one municipality is called {_quoted(text)}: write {choices}.")
        self.candidates = candidates


class Gazetteer:
    """The municipalities and places of the Netherlands, their names and area codes; read-only. See load().

    `municipalities` and `places` are by code; `edition` says of when the data are and what is to change;
    `pronunciations` are reviewed ones, by name, that the package doesn't have. What only names need is worked out on
    first use.
    """

    def __init__(
        self,
        municipalities: Mapping[str, Municipality],
        places: Mapping[str, Locality],
        area_codes: Iterable[tuple[str, str, Confidence]],
        names: NamesData,
        edition: DataEdition,
        pronunciations: Iterable[tuple[str, tuple[Words, ...]]] = (),
    ) -> None:
        self.municipalities = MappingProxyType(dict(municipalities))
        self.places = MappingProxyType(dict(places))
        self.edition = edition
        self.pronunciations = tuple(pronunciations)
        self._names_data = names
        self._areas: dict[str, list[tuple[Municipality, Confidence]]] = {}
        self._codes: dict[str, list[tuple[str, Confidence]]] = {code: [] for code in municipalities}
        for code, area_code, confidence in area_codes:
            self._codes[code].append((area_code, confidence))
            self._areas.setdefault(area_code, []).append((municipalities[code], confidence))
        for code, found in self._codes.items():
            main = municipalities[code].main_area_code
            found.sort(key=lambda pair: (pair[0] != main, pair[0]))
        for inhabited in self._areas.values():
            inhabited.sort(key=lambda pair: (-pair[0].population, pair[0].code))

    def in_area(self, area_code: str, at_least: Confidence = Confidence.MEDIUM) -> tuple[Municipality, ...]:
        """Return the municipalities that lie in an area code, most populous first; () if it does not exist."""
        return tuple(found for found, confidence in self._areas.get(area_code, ()) if confidence >= at_least)

    def area_codes_of(self, code: str, at_least: Confidence = Confidence.MEDIUM) -> tuple[str, ...]:
        """Return the area codes a municipality lies in, the main one first. Raises KeyError for an unknown code."""
        return tuple(found for found, confidence in self._codes[code] if confidence >= at_least)

    def names_of(self, municipality_code: str) -> tuple[Name, ...]:
        """Return every way to say a municipality, each once, its own names first.

        Raises KeyError for an unknown code.
        """
        return self._names_by_municipality[municipality_code]

    def find(self, text: str) -> tuple[Name, ...]:
        """Return the names that equal the text after normalise(), most official first; () if there are none.

        One name may lead to several municipalities. "Bergen Limburg" or "Beek gemeente Montferland" narrow it down.
        """
        return self._index.find(text)

    def suggest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """Return the known names most like the text, best first, at most `limit`."""
        return self._index.nearest(text, limit)

    def by_name_or_code(self, text: str) -> Municipality:
        """Return the municipality of this name ("Bergen NH", "Den Haag") or code ("GM0373").

        Names of places and of former municipalities are not names of municipalities: they raise
        UnknownMunicipalityError with the municipalities they lie in as suggestions. Raises AmbiguousMunicipalityError
        for "Bergen".
        """
        if _CODE.fullmatch(text):
            if municipality := self.municipalities.get(text.upper()):
                return municipality
            raise UnknownMunicipalityError(text, ())
        names = self.find(text)
        own = dict.fromkeys(name.municipality for name in names if name.kind is NameKind.MUNICIPALITY)
        if len(own) > 1:
            raise AmbiguousMunicipalityError(text, tuple(self.municipalities[code] for code in own))
        if own:
            return self.municipalities[next(iter(own))]
        lies_in = tuple(dict.fromkeys(self.municipalities[name.municipality].name for name in names))
        raise UnknownMunicipalityError(text, lies_in or self._index.nearest(text, 3, own_names_only=True))

    def ended_named(self, text: str) -> EndedMunicipality | None:
        """Return the municipality of this name or code that is no more; None for none."""
        written = text.casefold()
        return next((one for one in self.edition.ended if written in (one.name.casefold(), one.code.casefold())), None)

    @cached_property
    def municipality_names(self) -> Mapping[str, str]:
        """The unambiguous name of each municipality, by its code, and of those that ended."""
        ended = {each.code: each.name for each in self.edition.ended}
        return MappingProxyType(ended | {code: each.name for code, each in self.municipalities.items()})

    @cached_property
    def _names(self) -> tuple[tuple[Name, str], ...]:
        return tuple(build_names(self.municipalities, self.places, self._names_data, self.area_codes_of))

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex(self._names, self.municipalities)

    @cached_property
    def _names_by_municipality(self) -> Mapping[str, tuple[Name, ...]]:
        said: dict[str, dict[str, Name]] = {code: {} for code in self.municipalities}
        for name, _ in sorted(self._names, key=lambda pair: (pair[0].kind.rank, -pair[0].confidence)):
            said[name.municipality].setdefault(normalise(name.text), name)
        return MappingProxyType({code: tuple(names.values()) for code, names in said.items()})


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _QUOTED_LENGTH else text[:_QUOTED_LENGTH] + "...")
