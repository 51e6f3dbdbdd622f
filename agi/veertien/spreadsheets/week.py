"""Opening hours as offices write them, "ma-vr 08:30-17:00, do 08:30-20:00", and as the tables have them."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from veertien.routing.opening_hours import MINUTES_A_DAY, Hours, Span
from veertien.wording import Wording

DUTCH_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
TABLE_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = rf"({'|'.join(DUTCH_DAYS)})[a-z]*\.?"
_DAYS = re.compile(rf"{_DAY}(?:\s*(?:-|–|t/m|tot en met)\s*{_DAY})?\s*:?", re.IGNORECASE)
_TIMES = re.compile(r"(\d{1,2})[:.](\d{2})(?:\s*uur)?\s*(?:-|–|tot)\s*(\d{1,2})[:.](\d{2})(?:\s*uur)?", re.IGNORECASE)
_WHOLE_HOURS = re.compile(r"(\d{1,2})(?:\s*uur)?\s*(?:-|–|tot)\s*(\d{1,2})(?:\s*uur)?(?![\d:.])", re.IGNORECASE)
_CLOSED = re.compile("gesloten|dicht", re.IGNORECASE)
_ALWAYS = re.compile(r"24\s*/\s*7|24\s*uur|altijd(?:\s+open)?|dag en nacht", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\s|[,;/]|\ben\b)*", re.IGNORECASE)

Week = tuple[Hours, ...]
"""The hours of Monday to Sunday."""

_EXAMPLE = "ma-vr 08:30-17:00, do 08:30-20:00"
_NO_WEEK = Wording(f"is niet te lezen; schrijf het als {_EXAMPLE}", f"can't be read; write as {_EXAMPLE}")
_ALWAYS_OPEN = Wording("betekent altijd open; laat het leeg", "means always open; leave it empty")
_SWAPPED = Wording(
    "eindigt voor het begint; zijn de twee tijden verwisseld? Uren na middernacht kunnen alleen in schedules.yaml",
    "ends before it begins; are the two times swapped? Hours past midnight can only be written in schedules.yaml",
)


class UnreadableWeekError(ValueError):
    """A cell that means no week; `text` is the part that can't be read, `problem` what is wrong with it."""

    def __init__(self, text: str, problem: Wording = _NO_WEEK) -> None:
        super().__init__(f"{text} {problem.english}")
        self.text = text
        self.problem = problem


def week_in(text: str) -> Week:
    """Return the week that a cell means; of a day named twice the last counts. Raises UnreadableWeekError."""
    week: list[Hours] = [()] * 7
    place = _between(text, 0)
    while place < len(text):
        days = _DAYS.match(text, place)
        if not days:
            raise _no_days(text[place:])
        first = DUTCH_DAYS.index(days[1].lower())
        last = DUTCH_DAYS.index(days[2].lower()) if days[2] else first
        hours, place = _hours(text, _between(text, days.end()))
        for day in range(first, last + 1 if last >= first else last + 8):
            week[day % 7] = hours
    return tuple(week)


def week_in_words(week: Sequence[Hours]) -> str:
    """Return a week as `week_in` reads it; empty for one that is always closed."""
    return ", ".join(
        f"{_row(days, DUTCH_DAYS)} {' en '.join(map(span_in_words, hours))}" for days, hours in _rows(week)
    )


def week_in_tables(week: Sequence[Hours]) -> str:
    """Return the lines of a week in schedules.yaml, below `hours`."""
    return "".join(
        f"      {_row(days, TABLE_DAYS)}: {_in_list(tuple(map(span_in_words, hours)))}\n" for days, hours in _rows(week)
    )


def span_in_words(span: Span) -> str:
    """Return "08:30-17:00"."""
    end = span.end if span.end <= MINUTES_A_DAY else span.end - MINUTES_A_DAY
    return f"{span.start // 60:02}:{span.start % 60:02}-{end // 60:02}:{end % 60:02}"


def _hours(text: str, place: int) -> tuple[Hours, int]:
    """Return the hours that begin at a place, none for closed, and where they end."""
    if closed := _CLOSED.match(text, place):
        return (), _between(text, closed.end())
    begin, spans = place, []
    while times := _TIMES.match(text, place):
        spans.append(_span(times))
        place = _between(text, times.end())
    if not spans:
        raise _no_hours(text[place:])
    for earlier, later in pairwise(sorted(spans)):
        if later.start < earlier.end:
            raise UnreadableWeekError(text[begin:place].strip(" ,;/"), _overlap(earlier, later))
    return tuple(sorted(spans)), place


def _overlap(earlier: Span, later: Span) -> Wording:
    one, other = span_in_words(earlier), span_in_words(later)
    return Wording(
        f"overlapt: {one} en {other}; voeg ze samen of scheid ze", f"overlaps: {one} and {other}; join or part them"
    )


def _no_days(text: str) -> UnreadableWeekError:
    if _ALWAYS.fullmatch(text.strip()):
        return UnreadableWeekError(text, _ALWAYS_OPEN)
    try:
        spans, end = _hours(text, 0)
    except UnreadableWeekError as error:
        return error
    if not spans:
        return UnreadableWeekError(text)
    write = f"ma-vr {' en '.join(map(span_in_words, spans))}"
    return UnreadableWeekError(
        text[:end].strip(), Wording(f"noemt geen dagen; schrijf {write}", f"names no days; write {write}")
    )


def _no_hours(text: str) -> UnreadableWeekError:
    hours = _WHOLE_HOURS.match(text)
    if not hours or not int(hours[1]) < int(hours[2]) <= 24:
        return UnreadableWeekError(text)
    write = f"{int(hours[1]):02}:00-{int(hours[2]):02}:00"
    return UnreadableWeekError(hours[0], Wording(f"is niet te lezen; schrijf {write}", f"can't be read; write {write}"))


def _span(times: re.Match[str]) -> Span:
    from_hour, from_minute, to_hour, to_minute = map(int, times.groups())
    start, end = 60 * from_hour + from_minute, 60 * to_hour + to_minute
    # Excel and people swap them; hours past midnight are a town hall's never, and the tables can have them.
    if from_minute > 59 or to_minute > 59 or start == end or max(start, end) > MINUTES_A_DAY:
        raise UnreadableWeekError(times[0])
    if end < start:
        raise UnreadableWeekError(times[0], _SWAPPED)
    return Span(start, end)


def _between(text: str, place: int) -> int:
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _rows(week: Sequence[Hours]) -> list[tuple[list[int], Hours]]:
    groups = groupby(range(7), key=lambda day: week[day])
    return [(list(days), hours) for hours, days in groups if hours]


def _row(days: Sequence[int], names: Sequence[str]) -> str:
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}-{names[days[-1]]}"


def _in_list(spans: tuple[str, ...]) -> str:
    return spans[0] if len(spans) == 1 else f"[{', '.join(spans)}]"
