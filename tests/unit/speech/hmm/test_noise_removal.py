"""Noise removal on mel powers: steady noise goes down, what rises above it stays."""

import numpy as np
import pytest

from veertien.speech.hmm.noise import suppress_noise


def test_steady_noise_is_brought_down_and_speech_above_it_is_not() -> None:
    power = np.random.default_rng(1).gamma(5, 20, (300, 20))
    power[200:220] += 1e6
    clear = suppress_noise(power)
    assert clear[100:200].mean() < power[100:200].mean() / 2
    assert clear[202:215].mean() > power[202:215].mean() / 2


def test_utterances_abreast_do_not_hear_each_other() -> None:
    power = np.random.default_rng(2).gamma(2, 100, (50, 3, 20))
    together = suppress_noise(power)
    for place in range(3):
        assert together[:, place] == pytest.approx(suppress_noise(power[:, place]))


def test_what_comes_later_changes_nothing_before() -> None:
    power = np.random.default_rng(3).gamma(2, 100, (50, 20))
    assert suppress_noise(power[:30]) == pytest.approx(suppress_noise(power)[:30])


@pytest.mark.parametrize("frames", [0, 1, 30])
def test_nothing_stays_nothing(frames: int) -> None:
    assert np.array_equal(suppress_noise(np.zeros((frames, 20))), np.zeros((frames, 20)))
