"""Dutch public holidays by keys of our own, as the Algemene termijnenwet and custom have them, and carnival.

They are reckoned from Easter and the calendar. The package `holidays` has the same, and a test compares them; but it
reads the calendars of all countries, which was a quarter of what the daemon's start cost.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from dateutil.easter import easter

EASTER = "easter-sunday"

_FIXED = MappingProxyType(
    {
        "new-year": ("Nieuwjaarsdag", 1, 1),
        "kings-day": ("Koningsdag", 4, 27),
        "liberation-day": ("Bevrijdingsdag", 5, 5),
        "christmas-day": ("Eerste kerstdag", 12, 25),
        "second-christmas-day": ("Tweede kerstdag", 12, 26),
    }
)
"""The name of the day in Dutch, its month and its day; where that is a Sunday, King's Day is the day before."""
_BY_EASTER = MappingProxyType(
    {
        "carnival-monday": ("Carnavalsmaandag", -48),
        "carnival-tuesday": ("Carnavalsdinsdag", -47),
        "good-friday": ("Goede Vrijdag", -2),
        EASTER: ("Eerste paasdag", 0),
        "easter-monday": ("Tweede paasdag", 1),
        "ascension-day": ("Hemelvaartsdag", 39),
        "whit-sunday": ("Eerste pinksterdag", 49),
        "whit-monday": ("Tweede pinksterdag", 50),
    }
)
"""The name of the day in Dutch, and how many days after Easter Sunday it falls."""
_KINGS_DAY, _LIBERATION_DAY = "kings-day", "liberation-day"
_LIBERATION_YEARS = 5
_SUNDAY = 6

HOLIDAYS = (
    "new-year",
    "good-friday",
    EASTER,
    "easter-monday",
    _KINGS_DAY,
    _LIBERATION_DAY,
    "ascension-day",
    "whit-sunday",
    "whit-monday",
    "christmas-day",
    "second-christmas-day",
    "carnival-monday",
    "carnival-tuesday",
)
"""The keys of all holidays that a schedule may name."""

NOT_EVERYWHERE = frozenset({"good-friday", _LIBERATION_DAY, "carnival-monday", "carnival-tuesday"})
"""Holidays on which many people work: they count only for those who say so."""


def dutch_name(key: str) -> str:
    """Return a holiday's name in Dutch."""
    return _FIXED[key][0] if key in _FIXED else _BY_EASTER[key][0]


def holidays_on(day: date) -> tuple[str, ...]:
    """Return the keys of the holidays on a day. Liberation Day is a public holiday once in five years."""
    return _of_year(day.year).get(day, ())


@cache
def _of_year(year: int) -> Mapping[date, tuple[str, ...]]:
    days = {key: date(year, month, day) for key, (_, month, day) in _FIXED.items()}
    days |= {key: easter(year) + timedelta(after) for key, (_, after) in _BY_EASTER.items()}
    if days[_KINGS_DAY].weekday() == _SUNDAY:
        days[_KINGS_DAY] -= timedelta(1)
    if year % _LIBERATION_YEARS:
        del days[_LIBERATION_DAY]
    found: dict[date, tuple[str, ...]] = {}
    for key in filter(days.__contains__, HOLIDAYS):
        found[days[key]] = (*found.get(days[key], ()), key)
    return MappingProxyType(found)
