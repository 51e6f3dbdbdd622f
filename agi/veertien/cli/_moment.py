"""Times on the command line: --at, when a call comes in, and how many days."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from veertien.routing import AMSTERDAM
from veertien.routing.opening_hours import first_showing

LAST_YEAR = 9990
_MOST_DAYS = 3650
_DAYS = re.compile(r"([0-9]{1,4})d", re.ASCII)

_Function = TypeVar("_Function", bound=Callable[..., Any])


def moment(help_text: str) -> Callable[[_Function], _Function]:
    """Return a decorator that gives a command the argument `now: datetime`, with its time zone; by default now."""
    return click.option("--at", "now", callback=_moment, metavar="ISO-TIME", help=f"{help_text}  [default: now]")


def days(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    """Return how many days "30d" says; for an option's callback."""
    if text is None:
        return None
    found = _DAYS.fullmatch(text)
    if not found or not 1 <= int(found[1]) <= _MOST_DAYS:
        raise click.BadParameter(f"write days like 30d, 1d to {_MOST_DAYS}d")
    return int(found[1])


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    """Return the time that ISO 8601 text gives, by default now; one without a time zone is Dutch time, as in tables."""
    if text is None:
        return datetime.now(AMSTERDAM)
    try:
        return _parsed(text).astimezone(AMSTERDAM)
    except (ValueError, OverflowError):
        raise click.BadParameter("write a time like 2026-11-23T14:30 or 2026-11-23T14:30+01:00") from None


def _parsed(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.year > LAST_YEAR:
        raise ValueError("schedules look ahead, and there the calendar ends")
    return found if found.tzinfo else first_showing(found)
