"""What is otherwise in one edition of the national data than in another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from veertien.gazetteer.gazetteer import Gazetteer
from veertien.gazetteer.model import Locality, Municipality
from veertien.gazetteer.pronunciations import spoken_key

_Fact = TypeVar("_Fact", Municipality, Locality)


@dataclass(frozen=True, slots=True)
class DataDifference:
    """All that is otherwise, each in the order of codes. The first of a pair is of the earlier edition."""

    new: tuple[Municipality, ...]
    gone: tuple[tuple[Municipality, str | None], ...]
    """Those of the earlier edition, with the code of the heir, where the later edition names one."""
    renamed: tuple[tuple[Municipality, Municipality], ...]
    area_codes: tuple[tuple[Municipality, tuple[str, ...], tuple[str, ...]], ...]
    """Municipalities of both, with the area codes that each gained and lost; those of low confidence don't count."""
    new_places: tuple[Locality, ...]
    gone_places: tuple[Locality, ...]
    moved_places: tuple[tuple[Locality, Locality], ...]
    """Those that lie in another municipality."""
    new_names: tuple[str, ...]
    """What nobody was called before and is listened for now, in alphabetical order."""


def compare_editions(old: Gazetteer, new: Gazetteer) -> DataDifference:
    """Return what is otherwise in `new`."""
    heirs = {one.code: one.heir for one in new.edition.ended}
    both = sorted(old.municipalities.keys() & new.municipalities.keys())
    pairs = [(old.municipalities[code], new.municipalities[code]) for code in both]
    places = [(old.places[code], new.places[code]) for code in sorted(old.places.keys() & new.places.keys())]
    before, after = _names(old), _names(new)
    return DataDifference(
        new=_without(new.municipalities, old.municipalities),
        gone=tuple((one, heirs.get(one.code)) for one in _without(old.municipalities, new.municipalities)),
        renamed=tuple(pair for pair in pairs if pair[0].name != pair[1].name),
        area_codes=tuple(_area_codes(old, new, both)),
        new_places=_without(new.places, old.places),
        gone_places=_without(old.places, new.places),
        moved_places=tuple(pair for pair in places if pair[0].municipality != pair[1].municipality),
        new_names=tuple(sorted(after[key] for key in after.keys() - before.keys())),
    )


def _area_codes(
    old: Gazetteer, new: Gazetteer, codes: list[str]
) -> Iterator[tuple[Municipality, tuple[str, ...], tuple[str, ...]]]:
    for code in codes:
        before, after = old.area_codes_of(code), new.area_codes_of(code)
        gained = tuple(sorted(set(after) - set(before)))
        lost = tuple(sorted(set(before) - set(after)))
        if gained or lost:
            yield new.municipalities[code], gained, lost


def _without(these: Mapping[str, _Fact], those: Mapping[str, _Fact]) -> tuple[_Fact, ...]:
    return tuple(these[code] for code in sorted(these.keys() - those.keys()))


def _names(country: Gazetteer) -> dict[str, str]:
    return {spoken_key(name.text): name.text for code in country.municipalities for name in country.names_of(code)}
