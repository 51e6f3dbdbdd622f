"""Scores to a probability."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.speech.confidence import Evidence, confidence

CLEAR = Evidence(guess=-300.0, rival=-500.0, loop=-250.0, frames=100)
SCORES = st.floats(-1e7, 0)


@given(SCORES, st.none() | SCORES, SCORES, st.integers(0, 6000))
def test_it_is_a_probability(guess: float, rival: float | None, loop: float, frames: int) -> None:
    assert 0 < confidence(Evidence(guess, rival, loop, frames)) < 1


def test_a_clear_answer_is_sure() -> None:
    assert confidence(CLEAR) > 0.9


@pytest.mark.parametrize("rival", [-400.0, -310.0, -200.0])
def test_a_nearer_rival_makes_it_less_sure(rival: float) -> None:
    assert confidence(replace(CLEAR, rival=rival)) < confidence(CLEAR)


@pytest.mark.parametrize("loop", [-200.0, -100.0])
def test_audio_that_fits_anything_else_much_better_makes_it_less_sure(loop: float) -> None:
    assert confidence(replace(CLEAR, loop=loop)) < confidence(CLEAR)


def test_one_that_loses_to_its_rival_is_less_sure_than_the_rival() -> None:
    loser = Evidence(guess=CLEAR.rival or 0.0, rival=CLEAR.guess, loop=CLEAR.loop, frames=CLEAR.frames)
    assert confidence(loser) < 0.5 < confidence(CLEAR)


def test_longer_audio_with_the_same_scores_per_frame_is_as_sure() -> None:
    longer = Evidence(CLEAR.guess * 2, (CLEAR.rival or 0.0) * 2, CLEAR.loop * 2, CLEAR.frames * 2)
    assert confidence(longer) == pytest.approx(confidence(CLEAR))
