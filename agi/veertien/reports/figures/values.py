"""What a figure is: one number, or a table of them; and its definition, which is printed wherever it is shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from veertien.reports.counting import Counts
from veertien.reports.figures.small_cells import FEWEST
from veertien.reports.wording import Unit
from veertien.wording import Wording

Number = int | Fraction


class Withheld(Enum):
    """Stands where a number would be."""

    TOO_FEW = "too few"
    """It would be about fewer than FEWEST calls, or tell how many those are."""


Cell = Number | None | Withheld
"""None where there is nothing to count or divide by."""


class Kept(Enum):
    """What is left of a figure of calls that have expired."""

    ALL = "all"
    LATELY = "lately"
    """All, but of those that an earlier version let expire nothing."""
    NOTHING = "nothing"


class Picture(Enum):
    """How a table is drawn."""

    COLUMNS = "columns"
    """A column for each row, as high as the first number."""
    CURVE = "curve"
    """A line through the first number of each row."""
    STACKED = "stacked"
    """A bar for each row, made of all its numbers."""
    BARS = "bars"
    """A bar for each row, as long as the first number."""
    GRID = "grid"
    """A field for each number, the darker the greater."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table."""

    key: str
    name: Wording
    unit: Unit = Unit.CALLS


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of a table: a number or so for each column."""

    key: str
    name: Wording
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table of numbers."""

    about: Wording
    """What its rows are."""
    headings: tuple[Heading, ...]
    lines: tuple[TableLine, ...]
    hidden: int | Withheld = 0
    """How many calls the cells have together that are Withheld."""


@dataclass(frozen=True, slots=True)
class Norm:
    """What a number is to be held against: a service norm that many municipalities set themselves."""

    value: Number
    name: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The definition of a figure that is one number."""

    key: str
    name: Wording
    definition: Wording
    unit: Unit
    of: Callable[[Counts], Number | None]
    """Gives None where there is nothing to count or divide by."""
    among: Callable[[Counts], int]
    """How many calls it is worked out from."""
    norm: Norm | None = None
    kept: Kept = Kept.ALL
    """Whether calls that have expired count."""

    def cell(self, counts: Counts) -> Cell:
        """Return the number, unless it is about too few calls."""
        if 0 < counts.calls < FEWEST or 0 < self.among(counts) < FEWEST:
            return Withheld.TOO_FEW
        return self.of(counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The definition of a figure that is a table."""

    key: str
    name: Wording
    definition: Wording
    picture: Picture
    of: Callable[[Counts], Tabled]
    among: Callable[[Counts], int]
    """How many calls it is worked out from."""
    kept: Kept = Kept.ALL
    """Whether calls that have expired count."""
    platform: bool = False
    """Whether it says something of all municipalities together only."""

    def table(self, counts: Counts) -> Tabled:
        """Return the table, without rows where it is about too few calls."""
        found = self.of(counts)
        return replace(found, lines=(), hidden=Withheld.TOO_FEW) if 0 < self.among(counts) < FEWEST else found
