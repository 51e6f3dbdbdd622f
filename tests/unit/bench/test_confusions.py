"""The curve from distance to callers, fitted to what was measured."""

import numpy as np
import pytest

from bench.speech.callers import JUDGES
from bench.speech.confusions import VOICES, fitted
from veertien.training.sounds.callers import TRAINING_VOICES


def test_the_curve_that_costs_lie_on_is_found() -> None:
    distances = np.linspace(0.1, 4, 12)
    costs = 20 * np.exp(-((distances / 0.8) ** 2))
    # What was said by few hardly counts.
    costs[0] = 90
    most, width = fitted(distances.tolist(), costs.tolist(), [1, *[10_000] * 11])
    assert most == pytest.approx(20, rel=0.02)
    assert width == pytest.approx(0.8, rel=0.02)


def test_the_voices_have_neither_taught_the_model_nor_judge_it() -> None:
    assert not set(VOICES) & {*JUDGES, *TRAINING_VOICES}
