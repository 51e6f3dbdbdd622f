"""Times and telephone numbers as they are said, in Dutch first and then in the other languages."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from veertien.prompts.wordings.dutch import DUTCH
from veertien.prompts.wordings.english import ENGLISH
from veertien.prompts.wordings.frisian import FRISIAN
from veertien.prompts.wordings.words import LanguageWords
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
    assert DUTCH.time(at(clock)) == said


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
    assert DUTCH.day(at("08:30", days), NOW) == said


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
    assert DUTCH.open_hours(start, end) == said


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
        ("14020", "veertien nul twintig"),
        ("140229", "veertien nul twee twee negen"),
    ],
)
def test_numbers_digit_by_digit_in_the_groups_they_are_written_in(number: str, said: str) -> None:
    assert DUTCH.telephone(number) == said


@given(st.from_regex(r"\+?[0-9]{2,17}", fullmatch=True))
def test_no_digit_is_lost(number: str) -> None:
    assume(not number.startswith("14"))
    words = DUTCH.telephone(number).replace(",", "").split()
    digits = number.lstrip("+")
    assert len(words) in (len(digits), len(digits) - 1, len(digits) - 3)


@pytest.mark.parametrize("words", [DUTCH, FRISIAN, ENGLISH])
@given(minutes=st.integers(0, 1439))
def test_every_minute_has_words(words: LanguageWords, minutes: int) -> None:
    assert words.time(NOW.replace(hour=minutes // 60, minute=minutes % 60))


@pytest.mark.parametrize("words", [DUTCH, FRISIAN, ENGLISH])
def test_every_day_and_hour_is_said_in_words_of_its_own(words: LanguageWords) -> None:
    days = {words.day(NOW + timedelta(ahead), NOW) for ahead in range(367)}
    times = {words.time(NOW.replace(hour=minutes // 60, minute=minutes % 60)) for minutes in range(0, 1440, 5)}
    assert (len(days), len(times)) == (367, 288)


@pytest.mark.parametrize(
    ("clock", "frisian", "english"),
    [
        ("08:30", "healwei njoggenen", "half past eight"),
        ("12:30", "healwei ienen", "half past twelve"),
        ("17:00", "fiif oere", "five o'clock"),
        ("09:15", "kertier oer njoggenen", "a quarter past nine"),
        ("16:45", "kertier foar fiven", "a quarter to five"),
        ("10:20", "tsien foar healwei alven", "twenty past ten"),
        ("10:40", "tsien oer healwei alven", "twenty to eleven"),
        ("20:00", "acht oere jûns", "eight o'clock in the evening"),
        ("05:30", "healwei seizen nachts", "half past five at night"),
        ("00:00", "middernacht", "midnight"),
    ],
)
def test_times_in_frisian_and_english(clock: str, frisian: str, english: str) -> None:
    assert (FRISIAN.time(at(clock)), ENGLISH.time(at(clock))) == (frisian, english)


@pytest.mark.parametrize(
    ("days", "frisian", "english"),
    [
        (0, "hjoed", "today"),
        (1, "moarn", "tomorrow"),
        (2, "sneon", "on Saturday"),
        (39, "op moandei 4 jannewaris", "on Monday the 4th of January"),
        (5 + 31, "op freed 1 jannewaris", "on Friday the 1st of January"),
    ],
)
def test_days_in_frisian_and_english(days: int, frisian: str, english: str) -> None:
    assert (FRISIAN.day(at("08:30", days), NOW), ENGLISH.day(at("08:30", days), NOW)) == (frisian, english)


def test_hours_and_numbers_in_frisian_and_english() -> None:
    assert FRISIAN.open_hours(at("08:30"), at("17:00")) == "fan healwei njoggenen oant fiif oere"
    assert FRISIAN.open_hours(at("08:30"), at("00:00", 1)) == "fan healwei njoggenen ôf"
    assert ENGLISH.open_hours(at("08:30"), at("17:00")) == "from half past eight until five o'clock"
    assert FRISIAN.telephone("0229252200") == "nul twa twa njoggen, twa fiif twa, twa nul nul"
    assert ENGLISH.telephone("0229252200") == "zero two two nine, two five two, two zero zero"
