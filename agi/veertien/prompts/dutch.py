"""How times and telephone numbers are said in Dutch."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

from veertien.numbering import area_codes

_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
# With its accents: without them a voice says the article.
_NUMBERS = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien",
)  # fmt: skip
_DIGITS = _NUMBERS[:10]
_DAYS_BY_NAME = 7
_EVENING, _MORNING = 18, 6
_INFORMATION = re.compile(r"0(?:800|90[0-9])")


def said_day(moment: datetime, now: datetime) -> str:
    """Return the day of a coming moment as it is said now: "vandaag", "morgen", "maandag", "op maandag 4 januari".

    Both in the same time zone, the one in which the days are meant.
    """
    days = (moment.date() - now.date()).days
    weekday = _WEEKDAYS[moment.weekday()]
    if days < _DAYS_BY_NAME:
        return {0: "vandaag", 1: "morgen"}.get(days, weekday)
    return f"op {weekday} {moment.day} {_MONTHS[moment.month - 1]}"


def said_hours(start: datetime, end: datetime) -> str:
    """Return hours as they are said: "van half negen tot vijf uur", or "vanaf half negen" where they pass midnight."""
    last_of_day = datetime.combine(start.date() + timedelta(1), datetime.min.time())
    if end.replace(tzinfo=None) >= last_of_day:
        return f"vanaf {said_time(start)}"
    return f"van {said_time(start)} tot {said_time(end)}"


def said_time(moment: datetime) -> str:
    """Return a time of day as it is said: "half negen", "kwart over acht", "acht uur 's avonds", "middernacht"."""
    hour, minute = moment.hour, moment.minute
    if (hour, minute) == (0, 0):
        return "middernacht"
    part = " 's avonds" if hour >= _EVENING else " 's nachts" if hour < _MORNING else ""
    return f"{_on_the_dial(hour, minute)}{part}"


def said_number(number: str) -> str:
    """Return a telephone number digit by digit, with commas between its groups.

    0880000014 is "nul acht acht, nul nul nul, nul nul één vier"; a number from abroad is one long group.
    """
    digits = re.sub("[^0-9]", "", re.sub(r"^(?:\+|00)31", "0", number))
    return ", ".join(" ".join(_DIGITS[int(digit)] for digit in group) for group in _groups(digits))


def _groups(digits: str) -> tuple[str, ...]:
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


def _on_the_dial(hour: int, minute: int) -> str:
    this, following = _hour(hour), _hour(hour + 1)
    if minute == 0:
        return f"{this} uur"
    if minute <= 15:
        return f"{_minutes(minute)} over {this}"
    if minute < 30:
        return f"{_minutes(30 - minute)} voor half {following}"
    if minute == 30:
        return f"half {following}"
    if minute < 45:
        return f"{_minutes(minute - 30)} over half {following}"
    return f"{_minutes(60 - minute)} voor {following}"


def _hour(hour: int) -> str:
    return _NUMBERS[(hour - 1) % 12 + 1]


def _minutes(minutes: int) -> str:
    return "kwart" if minutes == 15 else _NUMBERS[minutes]
