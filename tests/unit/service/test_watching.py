"""When changed files are reloaded: once they have come to rest, and once for each change."""

from hypothesis import given
from hypothesis import strategies as st

from veertien.config.folder import Stamp
from veertien.service.editions.watching import Settling


def state(number: int) -> Stamp:
    return frozenset({("trunks.yaml", 1, 1, number, number)})


READ, HALF, WHOLE = state(0), state(1), state(2)


def test_files_as_they_were_read_need_no_reload() -> None:
    settling = Settling(2.0)
    assert not any(settling.at_rest(READ, READ, now) for now in (0.0, 10.0, 20.0))


def test_a_change_counts_when_nothing_more_changed_for_a_while() -> None:
    settling = Settling(2.0)
    assert not settling.at_rest(HALF, READ, 10.0)
    assert not settling.at_rest(WHOLE, READ, 11.9)
    assert not settling.at_rest(WHOLE, READ, 13.8)
    assert settling.at_rest(WHOLE, READ, 13.9)


def test_a_change_that_was_taken_back_is_none() -> None:
    settling = Settling(2.0)
    assert not settling.at_rest(HALF, READ, 10.0)
    assert not settling.at_rest(READ, READ, 11.0)
    assert not settling.at_rest(HALF, READ, 12.5)


def test_what_somebody_else_had_reloaded_meanwhile_is_not_reloaded_again() -> None:
    settling = Settling(2.0)
    assert not settling.at_rest(WHOLE, READ, 10.0)
    assert not settling.at_rest(WHOLE, WHOLE, 13.0)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0.01, 3.0)), max_size=40))
def test_a_reload_comes_only_after_a_rest_and_what_came_to_rest_is_reloaded(looks: list[tuple[int, float]]) -> None:
    settling, read, now = Settling(2.0), READ, 0.0
    steady_since, before = 0.0, READ
    for number, pause in looks:
        now += pause
        found = state(number)
        if found != before:
            steady_since, before = now, found
        at_rest = settling.at_rest(found, read, now)
        if at_rest:
            assert found != read
            assert now - steady_since >= 2.0
            read = found
    # Looked at once more, long after: nothing that came to rest is left unread.
    settling.at_rest(before, read, now + 0.5)
    assert before == read or settling.at_rest(before, read, now + 3.0)
