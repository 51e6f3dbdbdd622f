"""What is known of the national data themselves: of which day they are, where they come from, what is to change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Certainty(StrEnum):
    """How sure it is that a change takes place.

    ANNOUNCED: it is told about, and nothing more. CERTAIN: it counts from its day on.
    """

    ANNOUNCED = "announced"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class AnnouncedChange:
    """A municipality that is to go into another one."""

    municipality: str
    """The code of the one that ends."""
    heir: str
    """The code of the one that it goes into, which keeps its name and code."""
    first: date
    """The first day on which they are one, from midnight Dutch time."""
    announced: date
    certainty: Certainty
    source: str
    """Where it was read, in words."""


@dataclass(frozen=True, slots=True)
class EndedMunicipality:
    """A municipality that is no more, which records of calls still name."""

    code: str
    name: str
    """The unambiguous one that it had."""
    heir: str
    """The code of the one that has what it was."""
    day: date
    """The first day without it."""


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where facts of the national data come from."""

    name: str
    edition: str
    """Of when the copy is that was used, in words."""
    licence: str


@dataclass(frozen=True, slots=True)
class DataEdition:
    """The national data as a publication."""

    as_of: date
    """The day whose municipalities they give."""
    sources: tuple[DataSource, ...]
    changes: tuple[AnnouncedChange, ...]
    """In the order of their days."""
    ended: tuple[EndedMunicipality, ...] = ()
    """Those of earlier editions that are in this one no more."""


def heirs_of(changes: Iterable[AnnouncedChange]) -> Mapping[str, str]:
    """Return who has what each municipality was, by code, once all of these changes have taken place.

    Who goes into one that later goes on into a third is the third's.
    """
    heirs: dict[str, str] = {}
    for change in sorted(changes, key=lambda change: change.first):
        heirs = {code: change.heir if heir == change.municipality else heir for code, heir in heirs.items()}
        heirs[change.municipality] = change.heir
    return heirs
