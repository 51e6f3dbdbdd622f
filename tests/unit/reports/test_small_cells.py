"""No count of fewer than five calls can be read from what is shown, nor worked out from it."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from veertien.reports.figures.small_cells import FEWEST, put_together

COUNTS = st.dictionaries(st.integers(0, 30), st.integers(0, 12))


@given(COUNTS)
def test_what_is_shown_is_right_and_no_calls_are_lost(counts: Mapping[int, int]) -> None:
    found = put_together(counts)
    assert dict(found.shown) == {key: count for key, count in counts.items() if key not in found.hidden}
    assert sum(found.shown.values()) + found.together == sum(counts.values())


@given(COUNTS)
def test_no_small_count_is_shown(counts: Mapping[int, int]) -> None:
    assert all(count == 0 or count >= FEWEST for count in put_together(counts).shown.values())


@given(COUNTS)
def test_what_is_left_of_the_sum_tells_no_small_count(counts: Mapping[int, int]) -> None:
    found = put_together(counts)
    if found.hidden and not found.too_few:
        assert found.together >= FEWEST
        assert len(found.hidden) > 1
    if found.too_few:
        assert not any(found.shown.values())


@given(COUNTS)
def test_no_more_is_hidden_than_must_be(counts: Mapping[int, int]) -> None:
    large = [counts[key] for key in put_together(counts).hidden if counts[key] >= FEWEST]
    assert len(large) <= 1
    assert not large or large[0] == min(count for count in counts.values() if count >= FEWEST)
    assert 0 not in [counts[key] for key in put_together(counts).hidden]


def test_the_smallest_of_the_others_joins_what_is_too_small() -> None:
    found = put_together({"a": 50, "b": 6, "c": 2, "d": 0})
    assert (dict(found.shown), set(found.hidden), found.together) == ({"a": 50, "d": 0}, {"b", "c"}, 8)
