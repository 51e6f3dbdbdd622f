"""Counts so small that they could point to a person are put together before anybody sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

FEWEST = 5
"""The least calls that are shown as a count of their own."""

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class PutTogether(Generic[_Key]):
    """Counts of which none tells of fewer than FEWEST calls, not even by what is left of their sum."""

    shown: Mapping[_Key, int]
    hidden: frozenset[_Key]
    together: int
    """How many calls the hidden ones have."""

    @property
    def too_few(self) -> bool:
        """Whether even together they are too few to be told."""
        return 0 < self.together < FEWEST


def put_together(counts: Mapping[_Key, int]) -> PutTogether[_Key]:
    """Hide each count from 1 to FEWEST - 1; and, where these add up to too few, the smallest of the others.

    Nobody can point to a person by a count of 0, so that is shown.
    """
    hidden = {key for key, count in counts.items() if 0 < count < FEWEST}
    together = sum(counts[key] for key in hidden)
    others = sorted((key for key, count in counts.items() if count >= FEWEST), key=lambda key: counts[key])
    if 0 < together < FEWEST and others:
        hidden.add(others[0])
        together += counts[others[0]]
    shown = {key: count for key, count in counts.items() if key not in hidden}
    return PutTogether(shown, frozenset(hidden), together)
