"""A finite-state grammar as a decoder takes it: states, weighted arcs, and words that are pronunciations."""

from collections.abc import Mapping
from dataclasses import dataclass

from veertien.gazetteer import Phones

PAUSE_WORD = "<sil>"
"""The decoder's word for silence. It may come anywhere unasked; on an arc it must be there, for at least 30 ms."""


@dataclass(frozen=True, slots=True)
class Arc:
    """An arc of a finite-state grammar."""

    source: int
    target: int
    weight: float
    """A probability up to a factor, above 0 and at most 1. What counts is its logarithm beside scores of sounds, which
    run to several nats a frame: PocketSphinx applies no language weight to networks made this way."""
    word: str | None = None
    """None where the arc is taken silently."""


@dataclass(frozen=True, slots=True)
class Network:
    """A finite-state grammar and the phones of its words (all but `PAUSE_WORD`): all that a decoder needs."""

    start: int
    end: int
    arcs: tuple[Arc, ...]
    dictionary: Mapping[str, Phones]
