"""Dutch public holidays by keys of our own, from the package `holidays` (category public), and carnival."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

EASTER = "easter-sunday"

_PUBLIC = MappingProxyType(
    {
        "new-year": "Nieuwjaarsdag",
        "good-friday": "Goede Vrijdag",
        EASTER: "Eerste paasdag",
        "easter-monday": "Tweede paasdag",
        "kings-day": "Koningsdag",
        "liberation-day": "Bevrijdingsdag",
        "ascension-day": "Hemelvaartsdag",
        "whit-sunday": "Eerste pinksterdag",
        "whit-monday": "Tweede pinksterdag",
        "christmas-day": "Eerste kerstdag",
        "second-christmas-day": "Tweede kerstdag",
    }
)
"""Key in the tables and the name of the day in Dutch, as the package has it but for capitals."""
_CARNIVAL = MappingProxyType(
    {"carnival-monday": ("Carnavalsmaandag", 48), "carnival-tuesday": ("Carnavalsdinsdag", 47)}
)
"""Days off in the south, and how many days before Easter Sunday they fall."""

HOLIDAYS = (*_PUBLIC, *_CARNIVAL)
"""The keys of all holidays that a schedule may name."""

NOT_EVERYWHERE = frozenset({"good-friday", "liberation-day", *_CARNIVAL})
"""Holidays on which many people work: they count only for those who say so."""


def dutch_name(key: str) -> str:
    """Return a holiday's name in Dutch."""
    return _PUBLIC[key] if key in _PUBLIC else _CARNIVAL[key][0]


def holidays_on(day: date) -> tuple[str, ...]:
    """Return the keys of the holidays on a day. Liberation Day is a public holiday once in five years."""
    return _of_year(day.year).get(day, ())


@cache
def _of_year(year: int) -> Mapping[date, tuple[str, ...]]:
    # Loaded here: most commands and many tables need no holidays, and the package takes half a second.
    from holidays import country_holidays

    keys = {name.casefold(): key for key, name in _PUBLIC.items()}
    found = {
        day: tuple(keys[name] for name in names.casefold().split("; ") if name in keys)
        for day, names in country_holidays("NL", years=year, language="nl").items()
    }
    for easter in [day for day, names in found.items() if EASTER in names]:
        for key, (_, before) in _CARNIVAL.items():
            day = easter - timedelta(before)
            found[day] = (*found.get(day, ()), key)
    return MappingProxyType(found)
