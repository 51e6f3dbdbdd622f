"""How many times people's frames count in training."""

import numpy as np
import pytest

from veertien.training.fitting import MOST_TIMES, Aligned, times_of
from veertien.training.material import TrainingUtterance


def heard(who: str, frames: int) -> Aligned:
    cepstra = np.zeros((frames, 13), np.float32)
    return Aligned(TrainingUtterance(who, (("a",),), 0, cepstra), np.zeros(frames, np.int32))


def test_people_count_alike_however_much_they_said() -> None:
    times = times_of([heard("reader", 300), heard("reader", 100), heard("caller", 100)], {"reader", "caller"})
    assert times == {"reader": 1.0, "caller": 4.0}


def test_but_nobody_counts_more_than_so_many_times() -> None:
    assert times_of([heard("reader", 10_000), heard("caller", 10)], {"reader", "caller"})["caller"] == MOST_TIMES


def test_synthetic_voices_are_none_of_the_people() -> None:
    assert "f1" not in times_of([heard("reader", 100), heard("f1", 10)], {"reader"})


def test_who_was_left_out_altogether_counts_for_nothing() -> None:
    assert times_of([heard("reader", 100)], {"reader", "caller"}) == pytest.approx({"reader": 1.0})
