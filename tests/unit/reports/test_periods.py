"""Days and months are Dutch: they begin at midnight by a Dutch clock, whether it stands at summer time or not."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.conversation import Language
from veertien.reports import ReportPeriod, month_named, month_of

DAYS = st.dates(date(2001, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "since", "hours"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        (date(2026, 11, 1), datetime(2026, 10, 31, 23, tzinfo=UTC), 24),
    ],
)
def test_days_on_which_the_clock_changes_have_all_their_hours(day: date, since: datetime, hours: int) -> None:
    period = ReportPeriod(day, day)
    assert (period.since, period.until - period.since) == (since, timedelta(hours=hours))


@given(DAYS, st.integers(0, 400))
def test_the_days_before_meet_these(first: date, more: int) -> None:
    period = ReportPeriod(first, first + timedelta(days=more))
    before = period.before()
    assert before.until == period.since
    assert len(before.months()) == len(period.months()) or before.last - before.first == period.last - period.first


@given(DAYS, st.integers(0, 400))
def test_months_cover_a_period_once(first: date, more: int) -> None:
    months = ReportPeriod(first, first + timedelta(days=more)).months()
    assert (months[0].first, months[-1].last) == (first, first + timedelta(days=more))
    assert all(one.until == other.since for one, other in pairwise(months))
    assert all((month.first.year, month.first.month) == (month.last.year, month.last.month) for month in months)


def test_before_whole_months_come_as_many() -> None:
    assert month_named("2026-03").before() == month_named("2026-02")
    assert ReportPeriod(date(2026, 1, 1), date(2026, 3, 31)).before() == ReportPeriod(
        date(2025, 10, 1), date(2025, 12, 31)
    )
    assert ReportPeriod(date(2026, 3, 2), date(2026, 3, 8)).before() == ReportPeriod(
        date(2026, 2, 23), date(2026, 3, 1)
    )


def test_periods_are_named_in_both_languages() -> None:
    assert month_of(date(2026, 3, 9)).name.of(Language.DUTCH) == "maart 2026"
    week = ReportPeriod(date(2026, 3, 2), date(2026, 3, 8)).name
    assert (week.dutch, week.english) == ("2 maart 2026 tot en met 8 maart 2026", "2 March 2026 to 8 March 2026")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("november", "write a month like 2026-11"),
        ("2026-1", "write a month like 2026-11"),
        ("2026-13", "there is no month 13"),
        ("0000-01", "give years from 2000"),
        ("1999-12", "give years from 2000"),
        ("9999-12", "give years from 2000"),
    ],
)
def test_what_is_no_month_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        month_named(text)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="comes before"):
        ReportPeriod(date(2026, 3, 2), date(2026, 3, 1))
