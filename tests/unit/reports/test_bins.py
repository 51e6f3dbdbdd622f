"""Quantiles from counts by tenths are those of the times themselves, cut to tenths."""

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.reports.figures.bins import mean_of_longest, quantile, shorter_than

TIMES = st.lists(st.integers(0, 90_000), min_size=1)
SHARES = st.fractions(Fraction(1, 1000), 1)


@given(TIMES, SHARES)
def test_a_quantile_is_the_time_at_its_rank(milliseconds: list[int], share: Fraction) -> None:
    ordered = sorted(ms // 100 for ms in milliseconds)
    rank = math.ceil(len(ordered) * share)
    assert quantile(Counter(ordered), share) == Fraction(ordered[rank - 1], 10)


@given(TIMES, SHARES)
def test_at_least_that_share_does_not_exceed_it_and_less_is_below(milliseconds: list[int], share: Fraction) -> None:
    cut = [Fraction(ms // 100, 10) for ms in milliseconds]
    found = quantile(Counter(ms // 100 for ms in milliseconds), share)
    assert found is not None
    assert Fraction(sum(each <= found for each in cut), len(cut)) >= share
    assert Fraction(sum(each < found for each in cut), len(cut)) < share


@given(TIMES, SHARES)
def test_the_longest_are_the_last_in_order(milliseconds: list[int], share: Fraction) -> None:
    ordered = sorted((ms // 100 for ms in milliseconds), reverse=True)
    longest = ordered[: math.ceil(len(ordered) * share)]
    assert mean_of_longest(Counter(ordered), share) == Fraction(sum(longest), 10 * len(longest))


@given(TIMES, st.integers(0, 100))
def test_shorter_means_shorter_to_the_millisecond(milliseconds: list[int], seconds: int) -> None:
    found = shorter_than(Counter(ms // 100 for ms in milliseconds), seconds)
    assert found == Fraction(sum(ms < seconds * 1000 for ms in milliseconds), len(milliseconds))


@given(TIMES, st.integers(0, 5))
def test_bins_without_times_change_nothing(milliseconds: list[int], empty: int) -> None:
    bins = Counter(ms // 100 for ms in milliseconds)
    more = {**dict.fromkeys(range(0, 1000, 7), 0), **bins, 2000 + empty: 0}
    assert quantile(more, Fraction(1)) == quantile(bins, Fraction(1))


def test_of_nothing_there_is_no_median() -> None:
    assert (quantile({}, Fraction(1, 2)), mean_of_longest({}, Fraction(1, 10)), shorter_than({}, 5)) == (
        None,
        None,
        None,
    )


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1), Fraction(11, 10)])
def test_a_share_is_above_0_and_at_most_1(share: Fraction) -> None:
    with pytest.raises(ValueError, match="not above 0 and at most 1"):
        quantile({1: 1}, share)
