"""Steady noise brought down, speech left alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.line.noise import lower_noise

HERTZ = 8000
Samples = NDArray[np.float64]


def noise(level: float, seconds: float) -> Samples:
    return np.random.default_rng(3).normal(0, level, round(seconds * HERTZ))


def decibel(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(samples**2) + 1))


SPEECH = np.concatenate([np.zeros(4000), 4000 * np.sin(2 * np.pi * 500 * np.arange(4000) / HERTZ), np.zeros(4000)])


def test_noise_around_speech_becomes_weaker_by_up_to_10_db() -> None:
    noisy = SPEECH + noise(500, 1.5)
    cleaned = lower_noise(noisy)
    assert len(cleaned) == len(noisy)
    assert 7 < decibel(noisy[:3600]) - decibel(cleaned[:3600]) < 11


@pytest.mark.parametrize("level", [5.0, 500.0])
def test_speech_keeps_its_level(level: float) -> None:
    cleaned = lower_noise(SPEECH + noise(level, 1.5))
    assert decibel(cleaned[4400:7600]) == pytest.approx(decibel(SPEECH[4400:7600]), abs=0.7)


def test_digital_silence_is_not_taken_for_the_noise_of_the_line() -> None:
    noisy = np.concatenate([np.zeros(16000), SPEECH + noise(500, 1.5), np.zeros(16000)])
    cleaned = lower_noise(noisy)
    assert decibel(noisy[17000:19000]) - decibel(cleaned[17000:19000]) > 7


def test_silence_stays_silence() -> None:
    assert not lower_noise(np.zeros(4000)).any()
    assert len(lower_noise(np.zeros(0))) == 0
