"""schedules.yaml: what may be written, what one schedule takes from another, and what is wrong in it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.unit.conftest import Faults
from veertien.config import load_tables
from veertien.config.models.time_fields import span_in
from veertien.gazetteer import Gazetteer
from veertien.routing import Tables
from veertien.routing.opening_hours import Schedule

HOORN = (
    "municipalities:\n"
    "  - {name: Hoorn, schedule: %s, destinations: [{trunk: hoorn, number: 0229000001}]}\n"
)  # fmt: skip
MONDAY, FRIDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 28)

Load = Callable[[str, str], Schedule]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    def load_schedule(schedules: str, key: str) -> Schedule:
        folder = write({"schedules.yaml": schedules, "municipalities/noord-holland.yaml": HOORN % key})
        tables: Tables = load_tables(folder, names)
        schedule = tables.municipalities["GM0405"].schedule
        assert schedule is not None
        return schedule

    return load_schedule


def written(*spans: str) -> tuple[object, ...]:
    return tuple(map(span_in, spans))


OFFICE = (
    "schedules:\n"
    "  office:\n"
    "    hours:\n"
    "      monday-thursday: 08:30-17:00\n"
    "      friday: [8:30-12:00, 13:00-16:00]\n"
    "    exceptions: {2026-12-24: 08:30-12:00, 10-03: closed}\n"
)


def test_days_are_written_alone_or_in_a_row_and_closed_where_they_are_left_out(load: Load) -> None:
    office = load(OFFICE, "office")
    assert office.on(MONDAY).hours == written("08:30-17:00")
    assert office.on(FRIDAY).hours == written("08:30-12:00", "13:00-16:00")
    assert office.on(SATURDAY).hours == ()
    assert office.on(date(2026, 12, 24)).hours == written("08:30-12:00")
    assert office.on(date(2028, 10, 3)).hours == ()


def test_days_in_a_row_may_pass_sunday_and_hours_midnight(load: Load) -> None:
    nights = load("schedules:\n  nights:\n    hours: {saturday-monday: 22:00-06:00}\n", "nights")
    assert [len(hours) for hours in nights.week] == [1, 0, 0, 0, 0, 1, 1]
    assert nights.week[0] == (span_in("22:00-06:00"),)
    assert nights.week[0][0].end == 30 * 60


def test_holidays_are_days_off_except_those_on_which_many_people_work(load: Load) -> None:
    office = load(OFFICE, "office")
    assert office.on(date(2026, 4, 6)).hours == ()  # Easter Monday
    assert office.on(date(2026, 4, 3)).hours != ()  # Good Friday
    assert office.on(date(2025, 5, 5)).hours != ()  # Liberation Day
    assert office.on(date(2026, 2, 16)).hours != ()  # carnival Monday


def test_which_holidays_count_is_for_the_integrator_to_say(load: Load) -> None:
    choice = "    holidays: {good-friday: 08:30-12:00, liberation-day: closed, kings-day: as-usual}\n"
    office = load(OFFICE + choice, "office")
    assert office.on(date(2026, 4, 3)).hours == written("08:30-12:00")
    assert office.on(date(2025, 5, 5)).hours == ()
    assert office.on(date(2026, 4, 27)).hours == written("08:30-17:00")


def test_one_word_for_who_works_on_every_holiday(load: Load) -> None:
    always = load("schedules:\n  always:\n    hours: {monday-sunday: 00:00-24:00}\n    holidays: as-usual\n", "always")
    assert always.on(date(2026, 12, 25)).hours == written("00:00-24:00")


def test_a_schedule_on_another_changes_what_it_names_and_keeps_the_rest(load: Load) -> None:
    late = (
        "  late:\n    based_on: office\n    hours: {thursday: 08:30-20:00, friday: closed}\n"
        "    exceptions: {2026-12-24: as-usual, 2026-12-31: 08:30-12:00}\n    holidays: {easter-monday: as-usual}\n"
        "  later: {based_on: late, hours: {saturday: 10:00-12:00}}\n"
    )
    later = load(OFFICE + late, "later")
    assert later.on(MONDAY).hours == written("08:30-17:00")
    assert later.on(FRIDAY).hours == ()
    assert later.on(SATURDAY).hours == written("10:00-12:00")
    # 24 December 2026 is a Thursday.
    assert later.on(date(2026, 12, 24)).hours == written("08:30-20:00")
    assert later.on(date(2026, 12, 31)).hours == written("08:30-12:00")
    assert later.on(date(2026, 4, 6)).hours == written("08:30-17:00")
    assert later.on(date(2026, 10, 3)).why == "an exception for this day of the year"


SCHEDULES = "schedules:\n  office:\n"


@pytest.mark.parametrize(
    ("schedules", "line", "column", "code", "says"),
    [
        ("    hours: {monday: 8.30-17.00}\n", 3, 21, "HOURS", "08:30-17:00"),
        ("    hours: {monday: 17:00-17:00}\n", 3, 21, "HOURS", "write hours"),
        ("    hours: {monday: 08:30-24:01}\n", 3, 21, "HOURS", "write hours"),
        ("    hours: {monday: [08:30-12:00, closed]}\n", 3, 21, "HOURS", "closed alone"),
        ("    hours: {monday: [08:30-12:00, 13-17]}\n", 3, 35, "HOURS", "write hours"),
        ("    hours: {monday: as-usual}\n", 3, 21, "HOURS", "or closed"),
        ("    hours: {maandag: 08:30-17:00}\n", 3, 13, "WEEKDAY", "monday-friday"),
        ("    hours: {monday: 08:30-17:00}\n    holidays: {easter: closed}\n", 4, 16, "HOLIDAY", "easter-monday"),
        ("    hours: {monday: 08:30-17:00}\n    exceptions: {24-12-2026: closed}\n", 4, 18, "DATE", "2026-12-24"),
        ("    hours: {monday: 08:30-17:00}\n    exceptions: {2026-02-30: closed}\n", 4, 18, "DATE", "2026-12-24"),
        ("    hours: {}\n", 2, 3, "SCHEDULE-NEVER-OPEN", "never opens"),
        ("    hours: {monday-friday: closed}\n", 2, 3, "SCHEDULE-NEVER-OPEN", "never opens"),
        ("    hours: {monday: [08:30-12:00, 11:00-17:00]}\n", 3, 21, "SCHEDULE-OVERLAP", "overlap"),
        ("    hours: {monday-friday: 08:30-17:00, friday: closed}\n", 3, 41, "SCHEDULE-OVERLAP", "friday already"),
        ("    hours: {monday: 22:00-09:00, tuesday: 08:30-17:00}\n", 3, 21, "SCHEDULE-OVERLAP", "opens at 08:30"),
        ("    hours: {sunday-monday: 22:00-22:00}\n", 3, 28, "HOURS", "write hours"),
        (
            "    hours: {monday: 22:00-06:00, wednesday: 09:00-12:00}\n    exceptions: {2026-11-24: 05:00-12:00}\n",
            4, 30, "SCHEDULE-OVERLAP", "on 2026-11-24",
        ),
        (
            "    hours: {monday: 09:00-12:00}\n    exceptions: {12-24: [09:00-12:00, 11:00-13:00]}\n",
            4, 25, "SCHEDULE-OVERLAP", "on 12-24",
        ),
        (
            "    hours: {monday: 09:00-12:00}\n    holidays: {good-friday: [09:00-12:00, 11:00-13:00]}\n",
            4, 29, "SCHEDULE-OVERLAP", "on good-friday",
        ),
        ("    hours: {monday: 09:00-12:00}\n    based_on: ofice\n", 4, 15, "UNKNOWN-SCHEDULE", 'mean "office"?'),
        ("    hours: {monday: 09:00-12:00}\n    based_on: office\n", 4, 15, "SCHEDULE-LOOP", "based on itself"),
        (
            "    hours: {monday: 09:00-12:00}\n    when_closed: {announce: no}\n",
            4, 29, "NO-DESTINATIONS", "add destinations",
        ),
        (
            "    hours: {monday: 09:00-12:00}\n    when_closed: {destinations: [{trunk: horn, number: 1}]}\n",
            4, 42, "UNKNOWN-TRUNK", 'did you mean "hoorn"?',
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_where_it_stands(
    faults_in: Faults, schedules: str, line: int, column: int, code: str, says: str
) -> None:
    faults = faults_in({"schedules.yaml": SCHEDULES + schedules})
    found = [fault for fault in faults if fault.code == code]
    assert found, faults
    assert (found[0].line, found[0].column) == (line, column)
    assert found[0].file.endswith("schedules.yaml")
    assert says in found[0].message


def test_schedules_that_go_round_are_named_at_each_of_them(faults_in: Faults) -> None:
    round_about = "schedules:\n  a: {based_on: b}\n  b: {based_on: c}\n  c: {based_on: a}\n  d: {based_on: a}\n"
    faults = faults_in({"schedules.yaml": round_about})
    assert [(fault.line, fault.code) for fault in faults] == [(line, "SCHEDULE-LOOP") for line in (2, 3, 4)]
    assert '"a" → "b" → "c" → "a"' in faults[0].message


def test_a_municipality_with_an_unknown_schedule(faults_in: Faults) -> None:
    faults = faults_in({"schedules.yaml": OFFICE, "municipalities/noord-holland.yaml": HOORN % "offices"})
    assert [(fault.code, fault.line) for fault in faults] == [("UNKNOWN-SCHEDULE", 2)]
    assert 'did you mean "office"?' in faults[0].message


def test_without_schedules_there_is_none_to_name(faults_in: Faults) -> None:
    faults = faults_in({"municipalities/noord-holland.yaml": HOORN % "office"})
    assert [fault.code for fault in faults] == ["UNKNOWN-SCHEDULE"]
