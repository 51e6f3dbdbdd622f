"""When somebody answers: schedules in the Netherlands' own time, as pure functions of a moment that is passed in.

A span belongs to the day on which it starts and may run past midnight. What counts on a day is, first found first:

    an exception for the date; an exception for the day of every year; a holiday; the day of the week

Clock times become moments by one rule: a time is the first moment at which the clock shows it or a later one. So a time
that the clock skips in March is the moment of the change, and of one that it shows twice in October the first counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from veertien.routing.dutch_holidays import dutch_name, holidays_on

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTES_A_DAY = 24 * 60
DAYS_AHEAD = 400
"""Days to look ahead for a day of the week that is no holiday or exception; longer than any row of those."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of one day, in minutes of the clock since midnight."""

    start: int
    end: int
    """Excluded; past 24:00 it lies on the next day."""


Hours = tuple[Span, ...]
"""The spans that start on one day; none: closed."""


@dataclass(frozen=True, slots=True)
class Day:
    """What counts on one day, and why where that isn't the day of the week."""

    hours: Hours
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of time in which somebody answers."""

    start: datetime
    """In UTC."""
    end: datetime
    """In UTC; excluded."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When somebody answers. Hours of None stand for the day's usual hours."""

    key: str
    week: tuple[Hours, ...]
    """The hours of Monday to Sunday."""
    holidays: Mapping[str, Hours | None] = field(hash=False)
    """The hours of holidays, by key; a holiday that isn't there has the day's usual hours."""
    dates: Mapping[date, Hours | None] = field(hash=False)
    """The hours of single days."""
    yearly: Mapping[tuple[int, int], Hours | None] = field(hash=False)
    """The hours of single days, by month and day."""

    def on(self, day: date) -> Day:
        """Return what counts on a day."""
        usual = self.week[day.weekday()]
        if day in self.dates:
            return _exception(self.dates[day], usual, "an exception for this date")
        if (day.month, day.day) in self.yearly:
            return _exception(self.yearly[day.month, day.day], usual, "an exception for this day of the year")
        kept = {key: hours for key, hours in self.holidays.items() if hours is not None}
        if kept and (today := [key for key in holidays_on(day) if key in kept]):
            # Two holidays on one day: the shorter hours, so that nobody is promised an answer.
            key = min(today, key=lambda key: sum(span.end - span.start for span in kept[key]))
            return Day(kept[key], dutch_name(key))
        return Day(usual)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody answers at this moment, which must know its time zone."""
        day = now.astimezone(AMSTERDAM).date()
        return any(opening.start <= now < opening.end for opening in self._openings(day - timedelta(1), 2))

    def next_opening(self, now: datetime) -> Opening | None:
        """Return the first opening that begins after this moment; None where there is none.

        Its end is that of the spans which follow on without a break, so far as they begin within a week.
        """
        day = now.astimezone(AMSTERDAM).date()
        first = next((found for found in self._openings(day - timedelta(1), DAYS_AHEAD) if found.start > now), None)
        if first is None:
            later = sorted(date for date in self.dates if date > day)
            found = (opening for date in later for opening in self._openings(date, 1) if opening.start > now)
            return next(found, None)
        end = first.end
        for following in self._openings(first.start.astimezone(AMSTERDAM).date(), 8):
            if first.start < following.start <= end:
                end = max(end, following.end)
        return Opening(first.start, end)

    def _openings(self, first: date, days: int) -> Iterator[Opening]:
        for ahead in range(days):
            day = first + timedelta(ahead)
            for span in sorted(self.on(day).hours):
                start, end = first_moment(day, span.start), first_moment(day, span.end)
                # A span that lies wholly in the hour which the clock skips has no length.
                if start < end:
                    yield Opening(start, end)


def first_moment(day: date, minutes: int) -> datetime:
    """Return the first moment (UTC) at which the clock shows this time of this day, or a later one."""
    return first_showing(datetime.combine(day, time()) + timedelta(minutes=minutes))


def first_showing(shown: datetime) -> datetime:
    """Return the first moment (UTC) at which the Dutch clock shows this time, given without a zone, or a later one."""
    found = shown.replace(tzinfo=AMSTERDAM, fold=0).astimezone(UTC)
    if _clock(found) != shown:
        # The clock changes on a whole minute, whatever the seconds that it was asked for.
        found = found.replace(second=0, microsecond=0)
        while _clock(found - _MINUTE) >= shown:
            found -= _MINUTE
    return found


def _clock(found: datetime) -> datetime:
    return found.astimezone(AMSTERDAM).replace(tzinfo=None)


def _exception(hours: Hours | None, usual: Hours, why: str) -> Day:
    return Day(usual) if hours is None else Day(hours, why)
