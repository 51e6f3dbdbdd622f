"""Checks of schedules.yaml: what is based on itself, overlaps, or never opens; and of references to schedules."""

from collections.abc import Iterator, Mapping, Set
from datetime import date, timedelta
from itertools import pairwise

from veertien.config.checks.trunk_checks import check_when_closed
from veertien.config.faults import FaultLog, Mark
from veertien.config.faults.definitions.files import TooManySchedules
from veertien.config.faults.definitions.times import ScheduleLoop, ScheduleNeverOpen, ScheduleOverlap, UnknownSchedule
from veertien.config.models.file_models import SchedulesFile
from veertien.config.models.time_fields import WEEKDAYS, weekdays_in
from veertien.config.schedules import build_schedules
from veertien.config.yaml_files.tree import Document, Node, Scalar, child, entries, keys_in, scalar
from veertien.routing.opening_hours import MINUTES_A_DAY, Hours, Schedule

MOST_SCHEDULES = 1000
"""Schedules in all: one for each of the country's 342 municipalities, and as many again twice."""


def schedule_keys(schedules: Document | None) -> Set[str] | None:
    """Return the keys of all schedules, faulty ones too; None when that can't be known. Without the file, none."""
    return keys_in(child(schedules.root, "schedules")) if schedules else frozenset()


def check_reference(document: Document, node: Node | None, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note the name of a schedule that isn't there; nothing where `keys` is None, as any may be."""
    name = scalar(node)
    if name is not None and keys is not None and name.text not in keys:
        faults.add(document.file, name.mark, UnknownSchedule.name(name.text, keys))


def check_schedules(document: Document, file: SchedulesFile | None, trunks: Set[str] | None, faults: FaultLog) -> None:
    """Note what is wrong between and within schedules; what doesn't fit the model is left to validation."""
    schedules = child(document.root, "schedules")
    keys, count = schedule_keys(document), len(list(entries(schedules)))
    if schedules and count > MOST_SCHEDULES:
        faults.add(document.file, schedules.mark, TooManySchedules.schedules(count, MOST_SCHEDULES))
        return
    bases = {key.text: scalar(child(node, "based_on")) for key, node in entries(schedules)}
    for key, node in entries(schedules):
        check_reference(document, child(node, "based_on"), keys, faults)
        check_when_closed(document, child(node, "when_closed"), trunks, faults)
        _check_loop(document, key, bases, faults)
        _check_weekdays(document, child(node, "hours"), faults)
    built = build_schedules(file)
    for key, node in entries(schedules):
        if schedule := built.get(key.text):
            _check_never_open(document, key, schedule, faults)
            for at, overlap in _overlaps(key.mark, node, schedule):
                faults.add(document.file, at, overlap)


def _check_loop(document: Document, key: Scalar, bases: Mapping[str, Scalar | None], faults: FaultLog) -> None:
    # Keeps the order in which they lead to each other.
    trail = {key.text: None}
    first = base = bases[key.text]
    while base is not None and base.text not in trail:
        trail[base.text] = None
        base = bases.get(base.text)
    if first is not None and base is not None and base.text == key.text:
        faults.add(document.file, first.mark, ScheduleLoop.round([*trail, key.text]))


def _check_weekdays(document: Document, hours: Node | None, faults: FaultLog) -> None:
    """Note a day of the week that stands in two lines."""
    first: dict[int, Scalar] = {}
    for days, _ in entries(hours):
        try:
            found = weekdays_in(days.text).days
        except ValueError:
            continue
        for day in found:
            if day in first:
                faults.add(document.file, days.mark, ScheduleOverlap.weekday(WEEKDAYS[day], first[day].text))
                break
        first |= {day: days for day in found if day not in first}


def _check_never_open(document: Document, key: Scalar, schedule: Schedule, faults: FaultLog) -> None:
    every = (*schedule.week, *schedule.holidays.values(), *schedule.dates.values(), *schedule.yearly.values())
    if not any(every):
        faults.add(document.file, key.mark, ScheduleNeverOpen.never(key.text))


def _overlaps(default: Mark, node: Node, schedule: Schedule) -> Iterator[tuple[Mark, ScheduleOverlap]]:
    for day, hours in enumerate(schedule.week):
        mark = _weekday_mark(node, day) or default
        if clash := _within(WEEKDAYS[day], hours) or _into(WEEKDAYS[day], hours, schedule.week[(day + 1) % 7]):
            yield mark, clash
    for holiday, special in schedule.holidays.items():
        if special and (clash := _within(holiday, special)):
            yield _mark_of(node, "holidays", holiday) or default, clash
    for (month, of_month), special in schedule.yearly.items():
        text = f"{month:02}-{of_month:02}"
        if special and (clash := _within(text, special)):
            yield _mark_of(node, "exceptions", text) or default, clash
    for day_of, special in schedule.dates.items():
        if special and (clash := _within(str(day_of), special) or _beside(schedule, day_of)):
            yield _mark_of(node, "exceptions", day_of.isoformat()) or default, clash


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


def _weekday_mark(node: Node, day: int) -> Mark | None:
    for days, value in entries(child(node, "hours")):
        if day in weekdays_in(days.text).days:
            return value.mark
    return None


def _mark_of(node: Node, group: str, key: str) -> Mark | None:
    found = child(child(node, group), key)
    return found.mark if found else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
