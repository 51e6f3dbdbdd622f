"""The kinds of value that say when: days of the week, hours, holidays, dates and moments."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from veertien.config.faults import Problem
from veertien.config.faults.definitions.times import UnknownHoliday, WrongDate, WrongHours, WrongMoment, WrongWeekday
from veertien.config.faults.definitions.values import EmptyValue
from veertien.config.models import editor_view
from veertien.config.models.editor_view import Checked, OrElse, Seen
from veertien.config.models.fields import Text, Written, as_list, refusal
from veertien.routing.dutch_holidays import HOLIDAYS
from veertien.routing.opening_hours import MINUTES_A_DAY, Hours, Span, first_showing

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED, AS_USUAL = "closed", "as-usual"
_SPAN = re.compile(r"([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])", re.ASCII)
_DAY_OF_YEAR = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)
# Of this century: a mistyped year would otherwise never be noticed.
_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(_DATE.pattern + r"[T ].+", re.ASCII)
_A_LEAP_YEAR = "2000"
_SPAN_SEEN = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]-(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)"


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week."""

    written: str
    """"monday" or "saturday-monday"."""
    days: tuple[int, ...]
    """0 for Monday."""


def weekdays_in(text: str) -> Weekdays:
    """Return the days that a text means. Raises ValueError for one that means none."""
    first, dash, last = text.partition("-")
    start = WEEKDAYS.index(first)
    end = WEEKDAYS.index(last) if dash else start
    return Weekdays(text, tuple(day % 7 for day in range(start, end + 1 if end >= start else end + 8)))


def span_in(text: str) -> Span:
    """Return what "08:30-17:00" means; an end that isn't after the start lies on the next day.

    Raises ValueError for anything else, also for a span without length.
    """
    written = _SPAN.fullmatch(text)
    if written is None:
        raise ValueError("not a span")
    from_hour, from_minute, to_hour, to_minute = map(int, written.groups())
    start, end = 60 * from_hour + from_minute, 60 * to_hour + to_minute
    if start >= MINUTES_A_DAY or end > MINUTES_A_DAY or start == end:
        raise ValueError("not a span")
    return Span(start, end if end > start else end + MINUTES_A_DAY)


def date_in(text: str) -> date:
    """Return what "2026-12-24" means. Raises ValueError for anything else."""
    if not _DATE.fullmatch(text):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def day_of_year_in(text: str) -> tuple[int, int]:
    """Return the month and day that "12-24" means. Raises ValueError for anything else."""
    if not _DAY_OF_YEAR.fullmatch(text):
        raise ValueError("not a day of the year")
    found = date.fromisoformat(f"{_A_LEAP_YEAR}-{text}")
    return found.month, found.day


def moment_in(text: str) -> datetime:
    """Return what "2026-11-23T18:00" means, in UTC; Dutch time is meant where no other is given.

    In UTC, as Python compares two times of one zone by the clock alone: in October 02:30 would be before itself.

    Raises ValueError for anything else.
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError("not a moment")
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else first_showing(found)).astimezone(UTC)


def _read_by(read: Callable[[str], object], problem: Callable[[str], Problem], seen: Seen) -> Written:
    """Return the way to write what `read` takes without a ValueError; other texts have the `problem`."""

    def value(text: str) -> object:
        try:
            return read(text)
        except ValueError:
            raise refusal(problem(text)) from None

    return Written(Text, value, seen)


def _hours_or(*words: str) -> Written:
    """Return the way to write a day's hours: one span, a list of spans, or one of these words."""
    hours = editor_view.pattern(_SPAN_SEEN)
    span = Annotated[
        Any,
        _read_by(
            lambda text: text if text in words else span_in(text), lambda text: WrongHours.written(text, words), hours
        ),
    ]
    seen = {"anyOf": [editor_view.words(words), editor_view.one_or_list(hours)]}
    return Written(Annotated[list[span], BeforeValidator(as_list)], _hours, seen)


def _hours(found: list[Span | str]) -> Hours | None:
    """Return the hours of a day; none where it is closed, None where they are as usual."""
    if not found:
        raise refusal(EmptyValue.hours())
    words = [one for one in found if isinstance(one, str)]
    if words and len(found) > 1:
        raise refusal(WrongHours.word_beside_others(words[0]))
    if words:
        return None if words == [AS_USUAL] else ()
    return tuple(sorted(one for one in found if isinstance(one, Span)))


def _holiday(text: str) -> str:
    if text not in HOLIDAYS:
        raise refusal(UnknownHoliday.written(text, HOLIDAYS))
    return text


def _all_holidays(value: Any) -> Any:
    return dict.fromkeys(HOLIDAYS, AS_USUAL) if value == AS_USUAL else value


def _day_in(text: str) -> date | tuple[int, int]:
    try:
        return date_in(text)
    except ValueError:
        return day_of_year_in(text)


_A_WEEKDAY = "|".join(WEEKDAYS)
_DAY_SEEN = "(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_DATE_SEEN = f"20[0-9]{{2}}-{_DAY_SEEN}"
WeekdaysKey = Annotated[
    Weekdays,
    _read_by(weekdays_in, WrongWeekday.written, editor_view.pattern(f"(?:{_A_WEEKDAY})(?:-(?:{_A_WEEKDAY}))?")),
]
WeekdayHours = Annotated[Hours, _hours_or(CLOSED)]
# None: the usual ones.
DayHours = Annotated[Hours | None, _hours_or(CLOSED, AS_USUAL)]
Holiday = Annotated[Text, Checked(AfterValidator(_holiday), editor_view.words(HOLIDAYS))]
# One word for all of them, for whoever works on every holiday.
Holidays = Annotated[dict[Holiday, DayHours], OrElse(BeforeValidator(_all_holidays), editor_view.words([AS_USUAL]))]
Date = Annotated[date, _read_by(date_in, WrongDate.written, editor_view.pattern(_DATE_SEEN))]
# A date, or the month and day of every year.
DayOrYearly = Annotated[
    date | tuple[int, int], _read_by(_day_in, WrongDate.no_day, editor_view.pattern(f"{_DATE_SEEN}|{_DAY_SEEN}"))
]
ZonedMoment = Annotated[
    datetime, _read_by(moment_in, WrongMoment.written, editor_view.pattern(f"{_DATE_SEEN}(?:[T ].+)?"))
]
