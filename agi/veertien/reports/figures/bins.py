"""Medians and the like from counts by tenths of a second: pure, exact, and so alike whatever database counted.

A time is cut to whole tenths: 5.67 s counts as 5.6 s.
"""

import math
from collections.abc import Mapping
from fractions import Fraction

TENTHS = 10
"""A second has as many."""

Bins = Mapping[int, int]
"""How many times there are of so many whole tenths of a second."""


def quantile(bins: Bins, share: Fraction) -> Fraction | None:
    """Return the seconds that at least this share of the times doesn't exceed, the least there are among them.

    None where there are no times. Raises ValueError for a share that is not above 0 and at most 1.
    """
    rank = _rank(bins, share)
    for tenths in sorted(bins):
        rank -= bins[tenths]
        if rank <= 0 and bins[tenths]:
            return Fraction(tenths, TENTHS)
    return None


def mean_of_longest(bins: Bins, share: Fraction) -> Fraction | None:
    """Return the mean of the longest times, in seconds: of this share of them, rounded up to whole ones.

    None where there are no times. Raises ValueError as `quantile` does.
    """
    left = count = _rank(bins, share)
    whole = 0
    for tenths in sorted(bins, reverse=True):
        taken = min(bins[tenths], left)
        whole += taken * tenths
        left -= taken
    return Fraction(whole, count * TENTHS) if count else None


def shorter_than(bins: Bins, seconds: int) -> Fraction | None:
    """Return which share of the times is shorter than this; None where there are none."""
    count = sum(bins.values())
    return Fraction(sum(bins[tenths] for tenths in bins if tenths < seconds * TENTHS), count) if count else None


def _rank(bins: Bins, share: Fraction) -> int:
    if not 0 < share <= 1:
        raise ValueError(f"A share of {share} is not above 0 and at most 1")
    return math.ceil(sum(bins.values()) * share)
