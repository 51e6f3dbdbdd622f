import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.speech.metrics import calibration_error, reliability, roc, share_below, threshold_for

confidences = st.lists(st.floats(0, 1), min_size=1, max_size=50)


def test_a_threshold_rejects_what_is_below_it() -> None:
    assert share_below([0.1, 0.5, 0.5, 0.9], 0.5) == 0.25
    assert math.isnan(share_below([], 0.5))


@given(confidences, st.floats(0, 1))
def test_the_threshold_for_a_share_rejects_at_most_that_share(found: list[float], share: float) -> None:
    assert share_below(found, threshold_for(found, share)) <= share


@given(confidences)
def test_no_higher_confidence_would_do_as_a_threshold(found: list[float]) -> None:
    chosen = threshold_for(found, 0.3)
    assert all(share_below(found, higher) > 0.3 for higher in found if higher > chosen)


def test_no_right_answers_leave_nothing_to_reject() -> None:
    assert threshold_for([], 0.05) == 0.0


def test_a_roc_point_counts_right_wrong_and_outside_apart() -> None:
    (point,) = roc(right=[0.4, 0.9, 0.9, 0.9], wrong=[0.1, 0.8], outside=[0.2, 0.3, 0.6, 0.7], thresholds=[0.5])
    assert (point.false_rejection, point.wrong_accepted, point.outside_accepted) == (0.25, 0.5, 0.5)


def test_bins_hold_their_lower_edge_and_the_last_one_holds_certainty() -> None:
    bins = reliability([(0.5, True), (0.59, False), (1.0, True), (0.0, False)])
    assert [(one.lowest, one.count, one.right) for one in bins] == [(0.0, 1, 0.0), (0.5, 2, 0.5), (0.9, 1, 1.0)]


def test_a_confidence_that_says_what_happens_has_no_calibration_error() -> None:
    assert calibration_error(reliability([(0.75, True)] * 3 + [(0.75, False)])) == pytest.approx(0)
    assert calibration_error(reliability([(1.0, False)] * 4)) == pytest.approx(1)
    assert math.isnan(calibration_error(()))
