"""How alike two names sound, and what that costs callers.

The distance is an edit distance over phones with the costs of `phone_costs`: 0 for the same sounds, about 1 for each
sound that nobody takes for the other's.
"""

from collections.abc import Sequence
from functools import cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import PHONES, Phones
from veertien.speech.sounds.phone_costs import costs

_PLACE_OF = {phone: at for at, phone in enumerate(PHONES)}

_MOST, _WIDTH = 0.18, 0.89


def confusion(distance: float) -> float:
    """Estimate the share of callers, of those who say one of two names, whom the other name costs a question or more.

    They are asked to confirm, or misheard, and would not be if nobody listened for the other name. Names that sound the
    same can't be distinguished (1). Beyond, share = most * exp(-(distance / width)²), fitted to what the benchmark
    (`python -m bench.speech confusions`) measures with synthetic voices on a sound and on a noisy line together.
    """
    return 1.0 if distance == 0 else _MOST * exp(-((distance / _WIDTH) ** 2))


def distance(one: Phones, other: Phones) -> float:
    """Return the distance between two pronunciations; the same in both directions."""
    return float(distances([(one, other)])[0])


def distances(pairs: Sequence[tuple[Phones, Phones]]) -> NDArray[np.float64]:
    """Return the distance of each pair, all worked out together."""
    if not pairs:
        return np.zeros(0)
    between, left_out = _tables()
    first, first_lengths = _matrix([one for one, _ in pairs])
    second, second_lengths = _matrix([other for _, other in pairs])
    gone, added = left_out[first], left_out[second]
    # The usual table of edit distances, a row at a time and for all pairs at once; padding costs nothing.
    row = np.concatenate([np.zeros((len(pairs), 1)), np.cumsum(added, axis=1)], axis=1)
    for at in range(first.shape[1]):
        swapped = row[:, :-1] + between[first[:, at, None], second]
        dropped = row + gone[:, at, None]
        new = np.empty_like(row)
        new[:, 0] = dropped[:, 0]
        for to in range(second.shape[1]):
            new[:, to + 1] = np.minimum(np.minimum(swapped[:, to], dropped[:, to + 1]), new[:, to] + added[:, to])
        row = np.where((at < first_lengths)[:, None], new, row)
    found: NDArray[np.float64] = row[np.arange(len(pairs)), second_lengths]
    return found


@cache
def _tables() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    between, left_out = costs()
    return np.array(between), np.array(left_out)


def _matrix(names: Sequence[Phones]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    lengths = np.array([len(name) for name in names])
    places = np.zeros((len(names), max(1, int(lengths.max()))), np.intp)
    for row, name in zip(places, names, strict=True):
        row[: len(name)] = [_PLACE_OF[phone] for phone in name]
    return places, lengths
