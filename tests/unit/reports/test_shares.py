"""The interval of a share that was counted."""

import pytest

from veertien.reports.figures.shares import WilsonShare


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I: the score method without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_wilson(part: int, whole: int, low: float, high: float) -> None:
    share = WilsonShare(part, whole)
    assert float(share.low) == pytest.approx(low, abs=5e-5)
    assert float(share.high) == pytest.approx(high, abs=5e-5)


def test_of_all_there_is_nothing_above() -> None:
    assert WilsonShare(20, 20).high == WilsonShare(20, 20).value == 1


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        WilsonShare(part, whole)
