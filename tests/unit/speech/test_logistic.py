"""The regression that confidences are fitted by finds what is likeliest, also where a whole step overshoots."""

import numpy as np
import pytest

from veertien.speech.acoustic_model.logistic import most_likely

PRIOR = 1e-3 * np.eye(2)
NOUGHT = np.zeros(2)


def fitted(inputs: list[float], right: list[float], usual: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    columns = np.array([(1.0, one) for one in inputs])
    return [float(one) for one in most_likely(columns, np.array(right), np.ones(len(right)), PRIOR, usual)]


def test_chances_come_true() -> None:
    """Of answers without any difference three in four are right."""
    constant, weight = fitted([0.0] * 400, [1.0, 1.0, 1.0, 0.0] * 100, NOUGHT)
    assert 1 / (1 + np.exp(-constant)) == pytest.approx(0.75, abs=1e-4)
    assert weight == 0


def test_a_start_at_which_nearly_all_answers_are_far_from_doubt_runs_nowhere() -> None:
    """A whole step of Newton's method leads away from there, each further than the one before."""
    inputs = [*np.linspace(-15, 15, 200)]
    right = [float(one > 2) for one in inputs]
    right[150:153] = [0.0] * 3
    from_far, from_nought = fitted(inputs, right, np.array([0.0, 1.0])), fitted(inputs, right, NOUGHT)
    assert from_far == pytest.approx(from_nought, rel=0.02)
    assert 0 < from_far[1] < 5


def test_without_answers_all_is_as_usual() -> None:
    nothing = np.empty((0, 2))
    usual = np.array([0.3, 1.0])
    assert list(most_likely(nothing, np.empty(0), np.empty(0), PRIOR, usual)) == [0.3, 1.0]
