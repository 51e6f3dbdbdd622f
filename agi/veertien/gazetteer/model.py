"""The values of the gazetteer: municipalities, places, names, and how sure a fact is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Confidence(IntEnum):
    """How sure a fact is; ordered, so that "at least MEDIUM" is a comparison.

    HIGH: a register says so, or two independent sources do. MEDIUM: one source. LOW: one stray telephone number,
    neighbouring places, or a rule (short forms such as "Alphen" for Alphen aan den Rijn).
    """

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class NameKind(StrEnum):
    """What a name is, the most official first.

    MUNICIPALITY: a municipality's own name, official or common, in any language. PLACE: a place's own name. FORMER: a
    municipality that went into one of today's. OTHER: another name, spelling or short form of a place or municipality.
    """

    MUNICIPALITY = "municipality"
    PLACE = "place"
    FORMER = "former"
    OTHER = "other"

    @property
    def rank(self) -> int:
        """Its position in this list, 0 for the most official."""
        return _RANKS[self]


_RANKS: Mapping[NameKind, int] = MappingProxyType({kind: rank for rank, kind in enumerate(NameKind)})


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as of 1 January 2026."""

    code: str
    """That of Statistics Netherlands ("GM0373")."""
    name: str
    """One that no other municipality has ("Bergen (NH.)")."""
    official_name: str
    """Its own ("Bergen (NH)"); another municipality may have the same."""
    spoken_name: str
    """What a prompt says ("Bergen", "Den Haag")."""
    province: str
    population: int
    """Inhabitants, by the register of May 2026."""
    main_area_code: str
    published_fourteen: str | None
    """The 14-number ("140229") that it published as its general number in May 2026; None does not prove that it has
    none."""
    ordinary_number: str | None
    """The general number it published in May 2026, in E.164: geographic, else 088, 085 or 0800. None does not prove
    that it has none."""


@dataclass(frozen=True, slots=True)
class Locality:
    """A place (woonplaats)."""

    code: str
    """Such as "WP1070"."""
    name: str
    municipality: str
    """The code of its municipality."""
    area_codes: tuple[str, ...]
    """Those it lies in, the main one first; empty if unknown."""
    confidence: Confidence | None
    """How sure its area codes are; None where they are unknown."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to say a municipality."""

    text: str
    """As said: without "(NH.)" or "Gld" behind it, and with "Sint" written out."""
    kind: NameKind
    municipality: str
    """The code of the one it leads to."""
    area_codes: tuple[str, ...]
    """Those of the place it names, else those of the municipality (MEDIUM and up), the main one first."""
    language: str
    """"nl", "en", or "fy/nl" (the Frisian or the Dutch counterpart of the official name)."""
    confidence: Confidence
    place: str | None = None
    """The code of the place it names; None if it names none."""
