"""Another voice from a recording: pitch, tempo and nothing else."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.training.sounds.voices import as_another_voice, change_speed, change_tempo


def tone(frequency: float, seconds: float = 1.0) -> NDArray[np.float64]:
    return 1000 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * 16000)) / 16000)


def frequency_of(samples: NDArray[np.float64]) -> float:
    middle = samples[1000:-1000] * np.hanning(len(samples) - 2000)
    return float(np.argmax(np.abs(np.fft.rfft(middle, 160_000)))) / 10


@pytest.mark.parametrize("factor", [0.84, 0.9, 1.0, 1.22])
def test_speed_changes_pitch_and_length(factor: float) -> None:
    out = change_speed(tone(440), factor)
    assert len(out) == pytest.approx(16000 / factor, rel=0.005)
    assert frequency_of(out) == pytest.approx(440 * len(tone(440)) / len(out), rel=0.001)
    assert np.abs(out[1000:-1000]).max() == pytest.approx(1000, rel=0.05)


def test_what_speed_lifts_out_of_the_band_is_gone() -> None:
    assert np.abs(change_speed(tone(7500), 1.22)).max() < 60


@pytest.mark.parametrize("factor", [0.7, 0.85, 1.18, 1.4])
def test_tempo_changes_length_alone(factor: float) -> None:
    out = change_tempo(tone(220), factor, 16000)
    assert len(out) == round(16000 / factor)
    assert frequency_of(out) == pytest.approx(220, rel=0.01)
    # Windows laid in step: no dips between them.
    peaks = [np.abs(out[start : start + 200]).max() for start in range(1600, len(out) - 1600, 100)]
    assert min(peaks) > 600


def test_tempo_moves_each_part_in_proportion() -> None:
    click = np.zeros(16000)
    click[8000:8400] = tone(500)[:400]
    out = change_tempo(click, 1.25, 16000)
    assert np.argmax(np.abs(out)) / 16000 == pytest.approx(0.5 / 1.25, abs=0.03)


def test_sound_too_short_to_stretch_stays() -> None:
    assert np.array_equal(change_tempo(np.ones(100), 1.3, 16000), np.ones(100))


def test_another_voice_is_finite_and_another() -> None:
    lengths = {len(as_another_voice(tone(200), 16000, np.random.default_rng(seed))) for seed in range(10)}
    assert len(lengths) == 10
    assert 16000 / 1.19 < min(lengths) < max(lengths) < 16000 / 0.84
