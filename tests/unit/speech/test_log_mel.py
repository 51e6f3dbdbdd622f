"""Whisper hears what it was trained on: features equal to those of faster-whisper."""

import numpy as np
import pytest

from veertien.speech.second_ear.log_mel import log_mel

# feature_extractor.FeatureExtractor of faster-whisper 1.2.1, given the samples of `rising_tone`: bands 0, 10, 20, 40,
# 60 and 79 of these frames.
OF_FASTER_WHISPER = {
    0: (1.0102, 0.7527, 0.4214, 0.0797, -0.2327, -0.4084),
    1: (0.4219, 0.1636, -0.0909, -0.4316, -0.7365, -0.7365),
    25: (-0.7365, -0.7365, 0.1254, -0.7365, -0.7365, -0.7365),
    50: (-0.7365, -0.7365, -0.7365, 1.0825, -0.7365, -0.7365),
    99: (-0.7365, -0.7365, -0.7365, -0.7365, -0.7365, -0.7365),
}


@pytest.fixture
def rising_tone() -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """One second from 200 Hz up, fading."""
    at = np.arange(16_000) / 16_000
    return np.rint(8000 * np.sin(2 * np.pi * (200 + 1500 * at) * at) * (1 - at)).astype(np.int16)


@pytest.mark.parametrize(("frame", "expected"), OF_FASTER_WHISPER.items())
def test_features_are_those_of_faster_whisper(
    rising_tone: np.ndarray[tuple[int], np.dtype[np.int16]], frame: int, expected: tuple[float, ...]
) -> None:
    bands = [0, 10, 20, 40, 60, 79]
    assert log_mel(rising_tone, 500)[bands, frame] == pytest.approx(expected, abs=2e-4)


def test_what_is_shorter_than_the_window_is_filled_up_with_silence(
    rising_tone: np.ndarray[tuple[int], np.dtype[np.int16]],
) -> None:
    features = log_mel(rising_tone, 500)
    assert features.shape == (80, 500)
    assert (features[:, 101:] == features.min()).all()


@pytest.mark.parametrize("samples", [0, 1, 100, 200, 201, 80_000, 90_000])
def test_any_length_fits_the_window(samples: int) -> None:
    features = log_mel(np.full(samples, 100, np.int16), 500)
    assert features.shape == (80, 500)
    assert np.isfinite(features).all()
