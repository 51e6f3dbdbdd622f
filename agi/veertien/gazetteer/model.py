"""The values of the gazetteer: municipalities, places, names, and how sure a fact is."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


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
        return list(NameKind).index(self)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as of 1 January 2026.

    `code` is that of Statistics Netherlands ("GM0373"), `name` no other municipality has ("Bergen (NH.)"),
    `official_name` is its own ("Bergen (NH)"), `spoken_name` is what a prompt says ("Bergen", "Den Haag").
    `population` counts inhabitants (register of May 2026). `published_fourteen` ("140229") and `ordinary_number`
    (E.164; geographic, else 088, 085 or 0800) are what it published as its general number in May 2026; None does not
    prove that it has none.
    """

    code: str
    name: str
    official_name: str
    spoken_name: str
    province: str
    population: int
    main_area_code: str
    published_fourteen: str | None
    ordinary_number: str | None


@dataclass(frozen=True, slots=True)
class Locality:
    """A place (woonplaats) with its code ("WP1070") and its municipality's.

    `area_codes` are those it lies in, the main one first, empty if unknown; `confidence` says how sure they are.
    """

    code: str
    name: str
    municipality: str
    area_codes: tuple[str, ...]
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Name:
    """One way to say a municipality.

    `text` is as said: without "(NH.)" or "Gld" behind it, and with "Sint" written out. `municipality` is the code of
    the one it leads to; `place` the code of the place it names, if it names one. `area_codes` are those of that place,
    else those of the municipality (MEDIUM and up), the main one first. `language` is "nl", "en", or "fy/nl" (the
    Frisian or the Dutch counterpart of the official name).
    """

    text: str
    kind: NameKind
    municipality: str
    area_codes: tuple[str, ...]
    language: str
    confidence: Confidence
    place: str | None = None
