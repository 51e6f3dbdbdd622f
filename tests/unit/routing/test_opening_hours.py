"""Schedules as functions of a moment: Dutch time, both changes of the clock, holidays, spans past midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config.models.time_fields import span_in
from veertien.routing.dutch_holidays import HOLIDAYS, NOT_EVERYWHERE, holidays_on
from veertien.routing.opening_hours import AMSTERDAM, Hours, Schedule, Span, first_moment

CLOSED: Hours = ()
OFFICE: Hours = (span_in("08:30-17:00"),)
DAYS_OFF = {key: CLOSED for key in HOLIDAYS if key not in NOT_EVERYWHERE}


def schedule(
    *week: Hours,
    holidays: dict[str, Hours | None] | None = None,
    dates: dict[date, Hours | None] | None = None,
    yearly: dict[tuple[int, int], Hours | None] | None = None,
) -> Schedule:
    days = week or (*[OFFICE] * 5, CLOSED, CLOSED)
    return Schedule("s", days, DAYS_OFF if holidays is None else holidays, dates or {}, yearly or {})


def hours(*spans: str) -> Hours:
    return tuple(map(span_in, spans))


def dutch(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-26T08:29:59", False),
        ("2026-11-26T08:30", True),
        ("2026-11-26T16:59:59", True),
        ("2026-11-26T17:00", False),
        ("2026-11-28T12:00", False),
    ],
)
def test_open_from_the_first_minute_up_to_the_last(now: str, is_open: bool) -> None:
    assert schedule().is_open(dutch(now)) is is_open


def test_a_lunch_break_is_closed_and_ends_the_same_day() -> None:
    with_break = schedule(*[hours("08:30-12:00", "13:00-17:00")] * 7)
    assert not with_break.is_open(dutch("2026-11-26T12:30"))
    opening = with_break.next_opening(dutch("2026-11-26T12:30"))
    assert opening is not None
    assert (opening.start, opening.end) == (dutch("2026-11-26T13:00"), dutch("2026-11-26T17:00"))


def test_a_span_past_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    """Friday night is open until Saturday six o'clock, though Saturday itself is an exception and closed."""
    friday = schedule(
        *[CLOSED] * 4, hours("22:00-06:00"), CLOSED, CLOSED, dates={date(2026, 11, 28): CLOSED, date(2026, 12, 4): ()}
    )
    assert friday.is_open(dutch("2026-11-27T23:00"))
    assert friday.is_open(dutch("2026-11-28T05:59"))
    assert not friday.is_open(dutch("2026-11-28T06:00"))
    assert not friday.is_open(dutch("2026-12-05T05:00"))


def test_days_that_follow_on_are_one_opening() -> None:
    week = schedule(*[hours("00:00-24:00")] * 2, *[CLOSED] * 5, holidays={})
    opening = week.next_opening(dutch("2026-11-26T12:00"))
    assert opening is not None
    assert (opening.start, opening.end) == (dutch("2026-11-30T00:00"), dutch("2026-12-02T00:00"))


def test_the_next_opening_skips_holidays_and_the_weekend() -> None:
    opening = schedule().next_opening(dutch("2026-12-24T17:00"))
    assert opening is not None
    assert opening.start == dutch("2026-12-28T08:30")


def test_an_exception_far_ahead_is_found_where_the_week_never_opens() -> None:
    once = schedule(*[CLOSED] * 7, dates={date(2029, 3, 3): hours("10:00-12:00")})
    opening = once.next_opening(dutch("2026-11-26T12:00"))
    assert opening is not None
    assert opening.start == dutch("2029-03-03T10:00")
    assert once.next_opening(dutch("2029-03-03T10:00")) is None


def test_what_counts_on_a_day_and_why() -> None:
    rules = schedule(
        dates={date(2026, 12, 24): hours("08:30-12:00"), date(2026, 10, 3): None},
        yearly={(10, 3): CLOSED},
        holidays={**DAYS_OFF, "good-friday": hours("08:30-12:00"), "kings-day": None},
    )
    assert rules.on(date(2026, 12, 24)).hours == hours("08:30-12:00")
    assert rules.on(date(2026, 12, 24)).why == "an exception for this date"
    assert rules.on(date(2027, 10, 3)).why == "an exception for this day of the year"
    # The exception for the date goes before that for every year: as usual, and 3 October 2026 is a Saturday.
    assert (rules.on(date(2026, 10, 3)).hours, rules.on(date(2026, 10, 3)).why) == (CLOSED, None)
    assert rules.on(date(2026, 4, 3)).hours == hours("08:30-12:00")
    assert rules.on(date(2026, 4, 3)).why == "Goede Vrijdag"
    assert rules.on(date(2026, 4, 27)).hours == OFFICE
    assert rules.on(date(2026, 4, 6)).hours == CLOSED


def test_of_two_holidays_on_one_day_the_shorter_hours_count() -> None:
    """Ascension Day 2005 was Liberation Day too."""
    both = schedule(holidays={"liberation-day": hours("10:00-12:00"), "ascension-day": CLOSED})
    assert set(holidays_on(date(2005, 5, 5))) == {"liberation-day", "ascension-day"}
    assert both.on(date(2005, 5, 5)).hours == CLOSED


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2026-01-01", "new-year"),
        ("2026-04-03", "good-friday"),
        ("2026-04-05", "easter-sunday"),
        ("2026-04-06", "easter-monday"),
        ("2026-04-27", "kings-day"),
        ("2025-04-26", "kings-day"),  # 27 April 2025 was a Sunday
        ("2025-05-05", "liberation-day"),
        ("2026-05-14", "ascension-day"),
        ("2026-05-24", "whit-sunday"),
        ("2026-05-25", "whit-monday"),
        ("2026-12-25", "christmas-day"),
        ("2026-12-26", "second-christmas-day"),
        ("2026-02-16", "carnival-monday"),
        ("2026-02-17", "carnival-tuesday"),
    ],
)
def test_the_holidays_by_their_keys(day: str, key: str) -> None:
    assert holidays_on(date.fromisoformat(day)) == (key,)


def test_liberation_day_is_a_public_holiday_once_in_five_years() -> None:
    years = [year for year in range(2020, 2041) if holidays_on(date(year, 5, 5)) == ("liberation-day",)]
    assert years == [2020, 2025, 2030, 2035, 2040]


@pytest.mark.parametrize("year", range(2020, 2060))
def test_every_holiday_comes_once_a_year(year: int) -> None:
    """Also where a later edition of the package `holidays` writes a name in another way."""
    days = [date(year, 1, 1) + timedelta(day) for day in range(365)]
    found = [key for day in days for key in holidays_on(day)]
    expected = [key for key in HOLIDAYS if key != "liberation-day" or year % 5 == 0]
    assert sorted(found) == sorted(expected)


# In 2027 the clock goes from 02:00 to 03:00 on 28 March (01:00 UTC), and from 03:00 back to 02:00 on 31 October.
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (SPRING, "01:59", "2027-03-28T00:59"),
        (SPRING, "02:00", "2027-03-28T01:00"),
        (SPRING, "02:30", "2027-03-28T01:00"),
        (SPRING, "03:00", "2027-03-28T01:00"),
        (SPRING, "03:01", "2027-03-28T01:01"),
        (AUTUMN, "01:59", "2027-10-30T23:59"),
        (AUTUMN, "02:00", "2027-10-31T00:00"),
        (AUTUMN, "02:59", "2027-10-31T00:59"),
        (AUTUMN, "03:00", "2027-10-31T02:00"),
        (AUTUMN, "24:00", "2027-10-31T23:00"),
    ],
)
def test_clock_times_as_moments_when_the_clock_changes(day: date, clock: str, expected: str) -> None:
    hour, minute = map(int, clock.split(":"))
    assert first_moment(day, 60 * hour + minute) == utc(expected)


def test_the_night_in_which_the_clock_goes_forward_is_an_hour_shorter() -> None:
    night = schedule(*[hours("22:00-06:00")] * 7)
    assert night.is_open(utc("2027-03-28T00:59:59"))
    assert night.is_open(utc("2027-03-28T03:59:59"))
    assert not night.is_open(utc("2027-03-28T04:00"))


def test_the_night_in_which_the_clock_goes_back_is_an_hour_longer() -> None:
    night = schedule(*[hours("22:00-02:30")] * 7)
    # 02:30 comes twice; the first time counts.
    assert night.is_open(utc("2027-10-31T00:29:59"))
    assert not night.is_open(utc("2027-10-31T00:30"))
    assert not night.is_open(utc("2027-10-31T01:29"))
    assert schedule(*[hours("22:00-06:00")] * 7).is_open(utc("2027-10-31T04:59:59"))


def test_a_span_in_the_hour_that_is_skipped_does_not_open() -> None:
    early = schedule(*[hours("02:10-02:50")] * 7, holidays={})
    assert not any(early.is_open(utc("2027-03-28T00:00") + timedelta(minutes=minute)) for minute in range(180))
    opening = early.next_opening(utc("2027-03-27T22:00"))
    assert opening is not None
    assert opening.start == dutch("2027-03-29T02:10")


MINUTE = timedelta(minutes=1)
SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 1439), st.integers(1, 1440))
HOURS = st.lists(SPANS, max_size=3).map(tuple)
DATES = st.dates(date(2026, 12, 20), date(2027, 11, 10))
SCHEDULES = st.builds(
    lambda week, holidays, dates, yearly: Schedule("s", tuple(week), holidays, dates, yearly),
    st.lists(HOURS, min_size=7, max_size=7),
    st.dictionaries(st.sampled_from(HOLIDAYS), st.none() | HOURS, max_size=3),
    st.dictionaries(DATES, st.none() | HOURS, max_size=4),
    st.dictionaries(DATES.map(lambda day: (day.month, day.day)), st.none() | HOURS, max_size=2),
)
# Often near a change of the clock.
MOMENTS = st.datetimes(datetime(2026, 12, 20), datetime(2027, 11, 10)) | st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda day: st.integers(-180, 1620).map(lambda minutes: datetime(day.year, day.month, day.day) + minutes * MINUTE)
)


@settings(max_examples=examples(120))
@given(SCHEDULES, MOMENTS)
def test_a_moment_is_open_or_closed_whichever_clock_it_is_read_from(rules: Schedule, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    assert rules.is_open(now) is rules.is_open(now.astimezone(AMSTERDAM))


@settings(max_examples=examples(120))
@given(SCHEDULES, MOMENTS)
def test_the_next_opening_comes_later_and_is_open_and_nothing_opens_before(rules: Schedule, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    opening = rules.next_opening(now)
    if opening is None:
        days = [now.date() + timedelta(day) for day in range(1, 400)]
        assert not any(rules.is_open(first_moment(day, span.start)) for day in days for span in rules.on(day).hours)
        return
    assert now < opening.start < opening.end
    assert rules.is_open(opening.start)
    assert rules.is_open(opening.end - timedelta(microseconds=1))
    if not rules.is_open(now):
        between = [now + (opening.start - now) * part / 20 for part in range(20)]
        assert not any(map(rules.is_open, between))
        assert not rules.is_open(opening.start - timedelta(microseconds=1))


@settings(max_examples=examples(200))
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)) | st.sampled_from([SPRING, AUTUMN]), st.integers(0, 2880))
def test_moments_follow_the_clock(day: date, minutes: int) -> None:
    """The clock shows the time at its first_moment, or has just skipped it; and a later time never comes earlier."""
    found = first_moment(day, minutes)
    shown = datetime(day.year, day.month, day.day) + minutes * MINUTE
    clock = found.astimezone(AMSTERDAM).replace(tzinfo=None)
    before = (found - MINUTE).astimezone(AMSTERDAM).replace(tzinfo=None)
    assert clock >= shown > before
    assert first_moment(day, minutes + 1) >= found
