"""Checks of schedules.yaml: what is based on itself, overlaps, or never opens; and of references to schedules."""

from collections.abc import Iterator, Mapping, Set
from datetime import date, timedelta
from itertools import pairwise

from veertien.config.checks.trunk_checks import check_when_closed
from veertien.config.faults.definitions.files import TooManySchedules
from veertien.config.faults.definitions.times import ScheduleLoop, ScheduleNeverOpen, ScheduleOverlap, UnknownSchedule
from veertien.config.faults.definitions.warnings import HoursSwapped
from veertien.config.models.file_models import ScheduleInFile, SchedulesFile
from veertien.config.models.time_fields import WEEKDAYS, weekdays_in
from veertien.config.tables.schedules import build_schedules
from veertien.config.yaml_files.places import Finding, Fitted, Place
from veertien.config.yaml_files.tree import KEY
from veertien.routing.opening_hours import MINUTES_A_DAY, Hours, Schedule

MOST_SCHEDULES = 1000
"""Schedules in all: one for each of the country's 342 municipalities, and as many again twice."""


def check_reference(name: str | None, place: Place, keys: Set[str] | None) -> Iterator[Finding]:
    """Find the name of a schedule that isn't there; nothing where `keys` is None, as any may be."""
    if name is not None and keys is not None and name not in keys:
        yield Finding(place, UnknownSchedule.name(name, keys))


def check_schedules(file: Fitted[SchedulesFile], trunks: Set[str] | None) -> Iterator[Finding]:
    """Find what is wrong between and within schedules. `trunks` are the trunks' keys."""
    keys, schedules = file.keys("schedules"), file.value.schedules
    if keys and len(keys) > MOST_SCHEDULES:
        yield Finding(file.at("schedules"), TooManySchedules.schedules(len(keys), MOST_SCHEDULES))
        return
    for key, row in schedules.items():
        place = file.at("schedules", key)
        yield from check_reference(row.based_on, place.at("based_on"), keys)
        yield from check_when_closed(row.when_closed, place.at("when_closed"), trunks)
        yield from _check_loop(key, place.at("based_on"), schedules)
        yield from _check_weekdays(place.at("hours"))
    if file.whole:
        # Without what can't be read, others would seem closed.
        for key, schedule in build_schedules(file.value).items():
            place = file.at("schedules", key)
            yield from _check_never_open(schedule, place.at(KEY))
            yield from _overlaps(schedule, schedules[key], place)


def _check_loop(key: str, place: Place, schedules: Mapping[str, ScheduleInFile]) -> Iterator[Finding]:
    # Keeps the order in which they lead to each other.
    trail = {key: None}
    base = schedules[key].based_on
    while base is not None and base not in trail:
        trail[base] = None
        base = schedules[base].based_on if base in schedules else None
    if base == key:
        yield Finding(place, ScheduleLoop.round([*trail, key]))


def _check_weekdays(place: Place) -> Iterator[Finding]:
    """Find a day of the week that stands in two lines."""
    first: dict[int, str] = {}
    # As they are written: a day whose hours can't be read stands there all the same.
    for written in place.keys:
        try:
            found = weekdays_in(written)
        except ValueError:
            continue
        twice = next((day for day in found.days if day in first), None)
        if twice is not None:
            problem = ScheduleOverlap.weekday(WEEKDAYS[twice], first[twice])
            yield Finding(place.at(written, KEY), problem)
        first = dict.fromkeys(found.days, written) | first


def _check_never_open(schedule: Schedule, place: Place) -> Iterator[Finding]:
    every = (*schedule.week, *schedule.holidays.values(), *schedule.dates.values(), *schedule.yearly.values())
    if not any(every):
        yield Finding(place, ScheduleNeverOpen.never(schedule.key))


def _overlaps(schedule: Schedule, row: ScheduleInFile, place: Place) -> Iterator[Finding]:
    """Find hours that overlap, which for those of another schedule is at the key of this one."""
    own, exceptions = place.at(KEY), place.at("exceptions")
    for day, hours in enumerate(schedule.week):
        written = next((found.written for found in row.hours if day in found.days), None)
        if clash := _within(WEEKDAYS[day], hours) or _into(WEEKDAYS[day], hours, schedule.week[(day + 1) % 7]):
            yield Finding(place.at("hours", written) if written else own, clash)
    for holiday, special in schedule.holidays.items():
        if special and (clash := _within(holiday, special)):
            yield Finding(place.at("holidays", holiday) if holiday in row.holidays else own, clash)
    for yearly, special in schedule.yearly.items():
        text = f"{yearly[0]:02}-{yearly[1]:02}"
        if special and (clash := _within(text, special)):
            yield Finding(exceptions.at(text) if yearly in row.exceptions else own, clash)
    for day_of, special in schedule.dates.items():
        if special and (clash := _within(str(day_of), special) or _beside(schedule, day_of)):
            yield Finding(exceptions.at(str(day_of)) if day_of in row.exceptions else own, clash)


def warn_of_swapped_hours(file: Fitted[SchedulesFile]) -> Iterator[Finding]:
    """Find hours that go on through the night for longer than half a day: their two times are swapped."""
    for key, row in file.value.schedules.items():
        place = file.at("schedules", key)
        found = [(place.at("hours", days.written), hours) for days, hours in row.hours.items()]
        found += [(place.at("holidays", holiday), hours or ()) for holiday, hours in row.holidays.items()]
        for day, hours in row.exceptions.items():
            written = str(day) if isinstance(day, date) else f"{day[0]:02}-{day[1]:02}"
            found.append((place.at("exceptions", written), hours or ()))
        for where, hours in found:
            for span in hours:
                if span.end > MINUTES_A_DAY and span.end - span.start > MINUTES_A_DAY // 2:
                    start, end = _clock(span.start), _clock(span.end - MINUTES_A_DAY)
                    yield Finding(where, HoursSwapped.through_the_night(start, end))


def _beside(schedule: Schedule, day: date) -> ScheduleOverlap | None:
    before, after = schedule.on(day - timedelta(1)).hours, schedule.on(day + timedelta(1)).hours
    hours = schedule.on(day).hours
    return _into(str(day), hours, after) or (_into(str(day), before, hours) and ScheduleOverlap.from_before(str(day)))


def _within(day: str, hours: Hours) -> ScheduleOverlap | None:
    for earlier, later in pairwise(sorted(hours)):
        if later.start < earlier.end:
            return ScheduleOverlap.within(day, _clock(earlier.start), _clock(later.start))
    return None


def _into(day: str, hours: Hours, following: Hours) -> ScheduleOverlap | None:
    if hours and following:
        end, start = max(span.end for span in hours) - MINUTES_A_DAY, min(following).start
        if start < end:
            return ScheduleOverlap.into_next(day, _clock(end), _clock(start))
    return None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
