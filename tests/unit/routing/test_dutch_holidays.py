"""Dutch holidays as the package `holidays` reckons them, which looks after the law of all countries."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays

from veertien.routing.dutch_holidays import EASTER, HOLIDAYS, dutch_name, holidays_on

FIRST, LAST = 2014, 2099
"""Before 2014 there was a Queen's Day."""


def days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(number) for number in range(366) if number < 365 or year % 4 == 0]


@pytest.mark.slow
def test_every_public_holiday_of_the_century_is_the_packages() -> None:
    for year in range(FIRST, LAST + 1):
        package = country_holidays("NL", years=year, language="nl")
        known = {day: {name.casefold() for name in names.split("; ")} for day, names in package.items()}
        ours = {day: {dutch_name(key).casefold() for key in holidays_on(day)} for day in days(year)}
        public = {day: {name for name in names if not name.startswith("carnaval")} for day, names in ours.items()}
        assert {day: names for day, names in public.items() if names} == known


def test_carnival_is_the_monday_and_tuesday_before_lent() -> None:
    assert holidays_on(date(2026, 2, 16)) == ("carnival-monday",)
    assert holidays_on(date(2026, 2, 17)) == ("carnival-tuesday",)
    assert holidays_on(date(2026, 2, 18)) == ()


def test_a_day_may_be_two_holidays() -> None:
    assert holidays_on(date(2005, 5, 5)) == ("liberation-day", "ascension-day")


def test_every_holiday_has_a_name_and_a_day() -> None:
    found = {key for day in days(2030) for key in holidays_on(day)}
    assert found == set(HOLIDAYS)
    assert EASTER in found
    assert all(dutch_name(key)[0].isupper() for key in HOLIDAYS)
