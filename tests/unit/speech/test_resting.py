"""What was too slow is left alone, longer each time, and asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.speech.processes.resting import FIRST_REST_SECONDS, LONGEST_REST_SECONDS, MOST_MISSES, Rest


def test_it_rests_after_the_third_miss_running_and_longer_after_each_further_one() -> None:
    rest = Rest()
    assert [rest.miss(1.0), rest.miss(2.0)] == [0.0, 0.0]
    assert rest.miss(3.0) == 30.0
    assert (rest.left(3.0), rest.left(32.0), rest.left(33.0)) == (30.0, 1.0, 0.0)
    assert [rest.miss(40.0), rest.miss(110.0)] == [60.0, 120.0]


def test_who_was_asked_before_the_rest_makes_it_no_longer() -> None:
    rest = Rest()
    for at in (1.0, 2.0, 3.0):
        rest.miss(at)
    assert rest.miss(3.1) == 0.0
    assert rest.left(3.1) == pytest.approx(29.9)


def test_an_answer_in_time_begins_it_all_anew() -> None:
    rest = Rest()
    for at in (1.0, 2.0, 3.0, 40.0):
        rest.miss(at)
    rest.answer()
    assert (rest.left(41.0), rest.miss(42.0), rest.miss(43.0)) == (0.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans())))
def test_it_never_rests_for_ever_nor_without_enough_misses(happened: list[tuple[float, bool]]) -> None:
    rest, now, running = Rest(), 0.0, 0
    for passed, missed in happened:
        now += passed
        if missed:
            running += 1
            rest.miss(now)
        else:
            running = 0
            rest.answer()
        assert rest.left(now) <= LONGEST_REST_SECONDS
        assert not rest.left(now) or (running >= MOST_MISSES and FIRST_REST_SECONDS > 0)
