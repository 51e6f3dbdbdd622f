"""How times and telephone numbers are said in a language, from its words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from veertien.numbering import area_codes

_DAYS_BY_NAME = 7
_EVENING, _MORNING = 18, 6
_SHORT_AREA_CODE = 3
_QUARTER, _HALF, _HOUR = 15, 30, 60
_INFORMATION = re.compile(r"0(?:800|90[0-9])")


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """The words of one language.

    Texts hold {weekday}, {day} and {month}; {start} and {end}; {minutes}, {this} hour and the {next}. A language
    without words for the minutes before and after the half hour counts from the hours.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    days: tuple[str, ...]
    """Those of the month."""
    numbers: tuple[str, ...]
    """From zero, as far as minutes need them."""
    hours: tuple[str, ...]
    """One to twelve, as they stand in "half past one"."""
    quarter: str
    today: str
    tomorrow: str
    this_week: str
    later: str
    midnight: str
    evening: str
    night: str
    from_until: str
    from_on: str
    until: str
    """Stands between two times."""
    sharp: str
    past: str
    half: str
    to: str
    before_half: str | None = None
    after_half: str | None = None
    tens_in_area_codes: bool = False
    """Whether the 020 of a 14-number is "nul twintig"; else it is said digit by digit."""

    def day(self, moment: datetime, now: datetime) -> str:
        """Return the day of a coming moment as it is said now: "vandaag", "morgen", "maandag", "op maandag 4 januari".

        Both in the same time zone, the one in which the days are meant.
        """
        ahead = (moment.date() - now.date()).days
        if ahead < len(by_name := (self.today, self.tomorrow)):
            return by_name[ahead]
        weekday = self.weekdays[moment.weekday()]
        if ahead < _DAYS_BY_NAME:
            return self.this_week.format(weekday=weekday)
        return self.later.format(weekday=weekday, day=self.days[moment.day - 1], month=self.months[moment.month - 1])

    def open_hours(self, start: datetime, end: datetime) -> str:
        """Return hours as they are said: "van half negen tot vijf uur", or their start where they pass midnight."""
        last_of_day = datetime.combine(start.date() + timedelta(1), datetime.min.time())
        if end.replace(tzinfo=None) >= last_of_day:
            return self.from_on.format(start=self.time(start))
        return self.from_until.format(start=self.time(start), end=self.time(end))

    def time(self, moment: datetime) -> str:
        """Return a time of day as it is said: "half negen", "kwart over acht", "acht uur 's avonds", "middernacht"."""
        hour, minute = moment.hour, moment.minute
        if (hour, minute) == (0, 0):
            return self.midnight
        part = self.evening if hour >= _EVENING else self.night if hour < _MORNING else ""
        return f"{self._on_the_dial(hour, minute)} {part}".rstrip()

    def telephone(self, number: str) -> str:
        """Return a telephone number digit by digit, with commas between its groups: "nul twee nul, één twee drie".

        A 14-number is said as its callers know it: "veertien nul twintig".
        """
        if number.startswith("14") and number[2:] in area_codes():
            return f"{self.numbers[14]} {self._area_code(number[2:])}"
        return self.by_digits(digit_groups(number))

    def by_digits(self, groups: Iterable[str]) -> str:
        """Return groups of digits, each digit by itself and a comma between the groups."""
        return ", ".join(" ".join(self.numbers[int(digit)] for digit in group) for group in groups)

    def _area_code(self, digits: str) -> str:
        if self.tens_in_area_codes and len(digits) == _SHORT_AREA_CODE:
            return f"{self.numbers[0]} {self.numbers[int(digits)]}"
        return self.by_digits([digits])

    def _on_the_dial(self, hour: int, minute: int) -> str:
        if minute == 0:
            return self.sharp.format(this=self.numbers[(hour - 1) % 12 + 1])
        text, minutes = self._counted(minute)
        counted = self.quarter if minutes == _QUARTER else self.numbers[minutes]
        return text.format(minutes=counted, this=self.hours[(hour - 1) % 12], next=self.hours[hour % 12])

    def _counted(self, minute: int) -> tuple[str, int]:
        """Return the text for a minute past the hour, and the minutes that it counts."""
        if minute == _HALF:
            return self.half, 0
        if minute < _HALF:
            near_half = self.before_half if minute > _QUARTER else None
            return (near_half, _HALF - minute) if near_half else (self.past, minute)
        near_half = self.after_half if minute < _HALF + _QUARTER else None
        return (near_half, minute - _HALF) if near_half else (self.to, _HOUR - minute)


def digit_groups(number: str) -> tuple[str, ...]:
    """Return the digits of a number in groups: 0880000014 is 088, 000, 0014; one from abroad is one long group."""
    digits = re.sub("[^0-9]", "", re.sub(r"^(?:\+|00)31", "0", number))
    if _INFORMATION.match(digits):
        cuts = [4] if len(digits) <= 8 else [4, 7]
    elif len(digits) != 10:
        return (digits,)
    elif digits.startswith("06"):
        cuts = [2, 6]
    else:
        # Area codes of three digits, and 088, 085 and the like.
        cuts = [3, 6] if digits[:3] in area_codes() or digits[1] in "89" else [4, 7]
    bounds = [0, *cuts, len(digits)]
    return tuple(digits[start:end] for start, end in pairwise(bounds))
