"""The days that a report is about, in Dutch time, and the moments in UTC between which they lie."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from veertien.conversation import Language
from veertien.routing import AMSTERDAM
from veertien.wording import Wording

FIRST_YEAR, FINAL_YEAR = 2000, 9990
"""Years that a report can be about."""

MONTH_NAMES = (
    Wording("januari", "January"),
    Wording("februari", "February"),
    Wording("maart", "March"),
    Wording("april", "April"),
    Wording("mei", "May"),
    Wording("juni", "June"),
    Wording("juli", "July"),
    Wording("augustus", "August"),
    Wording("september", "September"),
    Wording("oktober", "October"),
    Wording("november", "November"),
    Wording("december", "December"),
)
WEEKDAY_NAMES = (
    Wording("maandag", "Monday"),
    Wording("dinsdag", "Tuesday"),
    Wording("woensdag", "Wednesday"),
    Wording("donderdag", "Thursday"),
    Wording("vrijdag", "Friday"),
    Wording("zaterdag", "Saturday"),
    Wording("zondag", "Sunday"),
)

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Days, from the first to the last.

    Raises ValueError where the last comes before the first, or a year is none from FIRST_YEAR to FINAL_YEAR.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} comes before {self.first}")
        if self.first.year < FIRST_YEAR or self.last.year > FINAL_YEAR:
            raise ValueError(f"give years from {FIRST_YEAR} to {FINAL_YEAR}")

    @property
    def since(self) -> datetime:
        """The moment at which it begins, in UTC."""
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """The moment at which it is over, in UTC."""
        return _midnight(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    @property
    def key(self) -> str:
        """It in short: "2026-11", or "2026-11-03..2026-11-09"."""
        return f"{self.first:%Y-%m}" if self._is_month() else f"{self.first}..{self.last}"

    def before(self) -> "ReportPeriod":
        """Return as many months, or else days, straight before it."""
        eve = self.first - timedelta(days=1)
        if not self._whole_months():
            return ReportPeriod(eve - (self.last - self.first), eve)
        months = len(self.months())
        count = self.first.year * 12 + self.first.month - 1 - months
        return ReportPeriod(date(count // 12, count % 12 + 1, 1), eve)

    def months(self) -> "tuple[ReportPeriod, ...]":
        """Return its months in order; the first and the last may be there in part."""
        found, first = [], self.first
        while first <= self.last:
            month = month_of(first)
            found.append(ReportPeriod(first, min(month.last, self.last)))
            first = month.last + timedelta(days=1)
        return tuple(found)

    @property
    def name(self) -> Wording:
        """It in words."""
        return Wording(self._said(Language.DUTCH), self._said(Language.ENGLISH))

    def _said(self, language: Language) -> str:
        if self._is_month():
            return f"{MONTH_NAMES[self.first.month - 1].of(language)} {self.first.year}"
        if self.first == self.last:
            return _day(self.first, language)
        until = Wording("tot en met", "to").of(language)
        return f"{_day(self.first, language)} {until} {_day(self.last, language)}"

    def _whole_months(self) -> bool:
        return self.first.day == 1 and self.last == month_of(self.last).last

    def _is_month(self) -> bool:
        return self == month_of(self.first)


def month_of(day: date) -> ReportPeriod:
    """Return the whole month in which a day lies."""
    days = calendar.monthrange(day.year, day.month)[1]
    return ReportPeriod(day.replace(day=1), day.replace(day=days))


def month_named(text: str) -> ReportPeriod:
    """Return the month that is written like 2026-11. Raises ValueError."""
    found = _MONTH.fullmatch(text)
    if not found:
        raise ValueError("write a month like 2026-11")
    year, month = map(int, found.groups())
    if not 1 <= month <= len(MONTH_NAMES):
        raise ValueError(f"there is no month {found[2]}; write one like 2026-11")
    if not date.min.year <= year <= FINAL_YEAR:
        raise ValueError(f"give years from {FIRST_YEAR} to {FINAL_YEAR}")
    return month_of(date(year, month, 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def _day(day: date, language: Language) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1].of(language)} {day.year}"
