"""Turns schedules.yaml into schedules: what one is based on is filled in from there."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from veertien.config.models.file_models import ScheduleInFile, SchedulesFile, WhenClosedInFile
from veertien.routing.dutch_holidays import HOLIDAYS, NOT_EVERYWHERE
from veertien.routing.opening_hours import Hours, Schedule

_DAYS_OFF: Mapping[str, Hours | None] = {key: () for key in HOLIDAYS if key not in NOT_EVERYWHERE}


def build_schedules(file: SchedulesFile) -> dict[str, Schedule]:
    """Return the schedules that can be built, by key; not those based on themselves or on what isn't there."""
    chains = {key: chain_of(file, key) for key in file.schedules}
    return {key: _built(key, chain) for key, chain in chains.items() if chain is not None}


def when_closed_of(file: SchedulesFile, key: str) -> WhenClosedInFile | None:
    """Return what a schedule, or the nearest one it is based on, says of calls outside its hours."""
    return next((schedule.when_closed for schedule in chain_of(file, key) or () if schedule.when_closed), None)


def chain_of(file: SchedulesFile, key: str) -> tuple[ScheduleInFile, ...] | None:
    """Return a schedule, what it is based on, and so on; None when that comes back to one of them or leads nowhere."""
    chain: list[ScheduleInFile] = []
    seen: set[str] = set()
    following: str | None = key
    while following is not None:
        schedule = file.schedules.get(following)
        if schedule is None or following in seen:
            return None
        seen.add(following)
        chain.append(schedule)
        following = schedule.based_on
    return tuple(chain)


def _built(key: str, chain: tuple[ScheduleInFile, ...]) -> Schedule:
    """Lay the schedules over one another, the last one undermost."""
    week: dict[int, Hours] = {}
    holidays = dict(_DAYS_OFF)
    dates: dict[date, Hours | None] = {}
    yearly: dict[tuple[int, int], Hours | None] = {}
    for schedule in reversed(chain):
        for days, hours in schedule.hours.items():
            week |= dict.fromkeys(days.days, hours)
        holidays |= schedule.holidays
        for day, special in schedule.exceptions.items():
            if isinstance(day, date):
                dates[day] = special
            else:
                yearly[day] = special
    week_hours = tuple(week.get(day, ()) for day in range(7))
    return Schedule(key, week_hours, MappingProxyType(holidays), MappingProxyType(dates), MappingProxyType(yearly))
