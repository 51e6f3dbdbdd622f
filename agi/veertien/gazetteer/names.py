"""Builds every way to say every municipality from the gazetteer's facts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from veertien.gazetteer.model import Confidence, Locality, Municipality, Name, NameKind


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name beside the official one."""

    text: str
    of: str
    """The code of a municipality ("GM...") or a place ("WP...")."""
    kind: NameKind
    language: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class NamesData:
    """Names as the data files give them: places as said, by code; former municipalities with receiver; other names."""

    spoken_places: Mapping[str, str]
    former: tuple[tuple[str, str, Confidence], ...]
    other: tuple[OtherName, ...]


def build_names(
    municipalities: Mapping[str, Municipality],
    places: Mapping[str, Locality],
    data: NamesData,
    area_codes_of: Callable[[str], tuple[str, ...]],
) -> Iterator[tuple[Name, str]]:
    """Yield each name with the way it is written officially, where that differs from the name as said."""
    area_codes = {code: area_codes_of(code) for code in municipalities}

    def of_municipality(text: str, code: str, kind: NameKind, language: str, confidence: Confidence) -> Name:
        return Name(text, kind, code, area_codes[code], language, confidence)

    def of_place(text: str, code: str, kind: NameKind, language: str, confidence: Confidence) -> Name:
        place = places[code]
        return Name(text, kind, place.municipality, place.area_codes, language, confidence, code)

    for code, municipality in municipalities.items():
        own = NameKind.MUNICIPALITY
        yield of_municipality(municipality.spoken_name, code, own, "nl", Confidence.HIGH), municipality.name
        full = municipality.official_name.partition(" (")[0]
        if full != municipality.spoken_name:
            yield of_municipality(full, code, own, "nl", Confidence.HIGH), municipality.official_name
    for code, place in places.items():
        yield of_place(data.spoken_places[code], code, NameKind.PLACE, "nl", Confidence.HIGH), place.name
    for text, code, confidence in data.former:
        yield of_municipality(text, code, NameKind.FORMER, "nl", confidence), text
    for other in data.other:
        name_of = of_place if other.of in places else of_municipality
        yield name_of(other.text, other.of, other.kind, other.language, other.confidence), other.text
