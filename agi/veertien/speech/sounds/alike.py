"""Names of one area code that lead to different municipalities and sound alike."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from veertien.gazetteer import Name, Phones
from veertien.speech.sounds.likeness import confusion, distances
from veertien.speech.sounds.pronunciation import DutchPronouncer

_PAIRS_AT_ONCE = 20_000
"""Bounds the memory of one working-out to some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two names of different municipalities, and the share of callers that it costs (see `likeness.confusion`)."""

    one: Name
    other: Name
    share: float


def alike(names: Iterable[Name], pronouncer: DutchPronouncer, least: float) -> tuple[Alike, ...]:
    """Return the pairs with at least the share `least`, worst first; of two pairs of one sound the first named.

    Raises as `apart` does.
    """
    found = (Alike(one, other, confusion(far)) for (one, other), far in apart(names, pronouncer).items())
    return tuple(sorted((pair for pair in found if pair.share >= least), key=lambda pair: -pair.share))


def apart(names: Iterable[Name], pronouncer: DutchPronouncer) -> Mapping[tuple[Name, Name], float]:
    """Return the distance (see `likeness`) between every two names of different municipalities.

    Names that lead to one municipality cost nothing. Each name is taken as its sources give it, without the variants
    that rules make of it. Raises as `DutchPronouncer.pronunciations` does.
    """
    said = {name: _as_given(name.text, pronouncer) for name in names}
    nearest: dict[tuple[Name, Name], float] = {}
    for some in _batches(said):
        far = distances([(first, second) for _, first, second in some])
        for (pair, _, _), distance in zip(some, far, strict=True):
            nearest[pair] = min(float(distance), nearest.get(pair, np.inf))
    return nearest


def _as_given(text: str, pronouncer: DutchPronouncer) -> tuple[Phones, ...]:
    return tuple(found.phones for found in pronouncer.explain(text) if not found.rules)


def _batches(said: dict[Name, tuple[Phones, ...]]) -> Iterator[list[tuple[tuple[Name, Name], Phones, Phones]]]:
    batch: list[tuple[tuple[Name, Name], Phones, Phones]] = []
    for one, other in combinations(said, 2):
        if one.municipality == other.municipality:
            continue
        batch += [((one, other), first, second) for first in said[one] for second in said[other]]
        if len(batch) >= _PAIRS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
