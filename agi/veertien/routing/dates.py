"""From when until when something counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from veertien.wording import Wording


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in the Netherlands."""

    first: date | None = None
    """The first of them; None: ever since."""
    until: date | None = None
    """The day after the last; None: for ever."""

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.first is None or self.first <= day) and (self.until is None or day < self.until)

    def overlaps(self, other: "Period") -> bool:
        """Whether a day lies in both."""
        return _before(self.first, other.until) and _before(other.first, self.until)

    @property
    def wording(self) -> Wording:
        """Return it in words: "from 2027-01-01 until 2027-07-01"."""
        if self.first and self.until:
            return Wording(f"van {self.first} tot {self.until}", f"from {self.first} until {self.until}")
        if self.first:
            return Wording(f"vanaf {self.first}", f"from {self.first}")
        return Wording(f"tot {self.until}", f"until {self.until}") if self.until else Wording("altijd", "always")


ALL_TIME = Period()


def first_uncovered(periods: Iterable[Period], within: Period) -> date | None:
    """Return the first day of `within` that lies in none of the periods; date.min: ever since, None: there is none."""
    known = tuple(periods)
    ends = {period.until for period in known if period.until}
    for day in sorted({within.first or date.min, *ends}):
        if within.covers(day) and not any(period.covers(day) for period in known):
            return day
    return None


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A time in which nobody is put through."""

    start: datetime | None
    """From this moment on; None: ever since."""
    end: datetime
    """Up to this moment."""
    message: str | None
    """What is said in place of the usual words; None for those."""

    def active(self, now: datetime) -> bool:
        """Whether it is going on; it ends by itself."""
        return (self.start is None or self.start <= now) and now < self.end


def _before(first: date | None, until: date | None) -> bool:
    return first is None or until is None or first < until
