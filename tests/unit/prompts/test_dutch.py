"""Times and telephone numbers as they are said."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.prompts.dutch import said_day, said_hours, said_number, said_time
from veertien.routing import AMSTERDAM

# A Thursday.
NOW = datetime(2026, 11, 26, 17, 30, tzinfo=AMSTERDAM)


def at(clock: str, days: int = 0) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return NOW.replace(hour=hour, minute=minute) + timedelta(days)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("08:30", "half negen"),
        ("12:30", "half één"),
        ("13:00", "één uur"),
        ("12:00", "twaalf uur"),
        ("09:15", "kwart over negen"),
        ("16:45", "kwart voor vijf"),
        ("12:45", "kwart voor één"),
        ("10:05", "vijf over tien"),
        ("10:20", "tien voor half elf"),
        ("10:40", "tien over half elf"),
        ("10:44", "veertien over half elf"),
        ("10:55", "vijf voor elf"),
        ("20:00", "acht uur 's avonds"),
        ("18:30", "half zeven 's avonds"),
        ("05:30", "half zes 's nachts"),
        ("00:00", "middernacht"),
        ("00:30", "half één 's nachts"),
        ("23:45", "kwart voor twaalf 's avonds"),
    ],
)
def test_times_as_a_clock_with_hands_shows_them(clock: str, said: str) -> None:
    assert said_time(at(clock)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "vandaag"),
        (1, "morgen"),
        (2, "zaterdag"),
        (6, "woensdag"),
        (7, "op donderdag 3 december"),
        (39, "op maandag 4 januari"),
    ],
)
def test_days_by_the_shortest_name_that_is_clear(days: int, said: str) -> None:
    assert said_day(at("08:30", days), NOW) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (at("08:30"), at("17:00"), "van half negen tot vijf uur"),
        (at("08:30"), at("00:00", 1), "vanaf half negen"),
        (at("22:00"), at("06:00", 1), "vanaf tien uur 's avonds"),
        (at("00:00"), at("00:00", 7), "vanaf middernacht"),
    ],
)
def test_hours_with_their_end_where_it_is_on_the_same_day(start: datetime, end: datetime, said: str) -> None:
    assert said_hours(start, end) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0880000014", "nul acht acht, nul nul nul, nul nul één vier"),
        ("0229252200", "nul twee twee negen, twee vijf twee, twee nul nul"),
        ("+31229252200", "nul twee twee negen, twee vijf twee, twee nul nul"),
        ("0031201234567", "nul twee nul, één twee drie, vier vijf zes zeven"),
        ("0612345678", "nul zes, één twee drie vier, vijf zes zeven acht"),
        ("08001809", "nul acht nul nul, één acht nul negen"),
        ("09001234567", "nul negen nul nul, één twee drie, vier vijf zes zeven"),
        ("112", "één één twee"),
    ],
)
def test_numbers_digit_by_digit_in_the_groups_they_are_written_in(number: str, said: str) -> None:
    assert said_number(number) == said


@given(st.from_regex(r"\+?[0-9]{2,17}", fullmatch=True))
def test_no_digit_is_lost(number: str) -> None:
    words = said_number(number).replace(",", "").split()
    digits = number.lstrip("+")
    assert len(words) in (len(digits), len(digits) - 1, len(digits) - 3)


@given(st.integers(0, 1439))
def test_every_minute_has_words(minutes: int) -> None:
    assert said_time(NOW.replace(hour=minutes // 60, minute=minutes % 60))
