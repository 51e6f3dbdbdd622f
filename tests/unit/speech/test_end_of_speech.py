"""How long a caller is waited for, by what was understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.conversation import Guess, Policy
from veertien.speech.acoustic_model.confidence import CLEAR_CONFIDENCE
from veertien.speech.line.endpointing import LEAST_PAUSE_SECONDS
from veertien.speech.recognition.end_of_speech import (
    CLEAR_SECONDS,
    LOST_SECONDS,
    SURE_SECONDS,
    UNSURE_SECONDS,
    end_of_speech_timeout,
)
from veertien.speech.recognition.recogniser import Recognition

DOUBTED = Policy().confirm
USUAL_SECONDS = 0.6


def heard(*confidences: float, may_go_on: bool = False) -> Recognition:
    return Recognition(tuple(Guess("GM0405", one, "Hoorn") for one in confidences), 1.0, 0.1, may_go_on=may_go_on)


@pytest.mark.parametrize(
    ("recognition", "seconds"),
    [
        pytest.param(heard(0.99), SURE_SECONDS, id="a sure answer"),
        pytest.param(heard(0.99, 0.01), SURE_SECONDS, id="a sure answer and another guess"),
        pytest.param(heard(0.98), CLEAR_SECONDS, id="a clear answer"),
        pytest.param(heard(0.99, may_go_on=True), UNSURE_SECONDS, id="the beginning of a longer name"),
        pytest.param(heard(0.7), UNSURE_SECONDS, id="a name that will be asked about"),
        pytest.param(heard(0.2), LOST_SECONDS, id="speech that was not understood"),
        pytest.param(heard(), LOST_SECONDS, id="nothing"),
    ],
)
def test_the_clearer_the_answer_the_shorter_the_wait(recognition: Recognition, seconds: float) -> None:
    assert end_of_speech_timeout(recognition, DOUBTED) == seconds


def test_the_waits_lie_around_the_usual_one_and_leave_time_to_recognise() -> None:
    assert LEAST_PAUSE_SECONDS < SURE_SECONDS < CLEAR_SECONDS < UNSURE_SECONDS < USUAL_SECONDS < LOST_SECONDS


def test_only_what_is_taken_at_once_is_clear() -> None:
    assert Policy().accept <= CLEAR_CONFIDENCE


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_more_confidence_never_waits_longer(one: float, other: float, may_go_on: bool) -> None:
    less, more = sorted((one, other))
    waits = [end_of_speech_timeout(heard(sure, may_go_on=may_go_on), DOUBTED) for sure in (less, more)]
    assert waits[0] >= waits[1]
