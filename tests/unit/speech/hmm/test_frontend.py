"""Cepstra and their streams; tests/speech/test_model_in_pocketsphinx.py shows that they are PocketSphinx's own."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.hmm import FrontEnd, streams

NARROW = FrontEnd(hertz=8000, lowest_hertz=200, highest_hertz=3500, filters=20)
WINDOW = 205


def sound(samples: int, seed: int = 1, level: float = 1000.0) -> NDArray[np.int16]:
    return np.random.default_rng(seed).normal(0, level, samples).astype(np.int16)


def test_there_is_a_frame_every_10_ms_as_long_as_a_whole_window_fits() -> None:
    assert NARROW.cepstra(sound(WINDOW)).shape == (1, 13)
    assert NARROW.cepstra(sound(WINDOW + 79)).shape == (1, 13)
    assert NARROW.cepstra(sound(WINDOW + 80)).shape == (2, 13)
    assert NARROW.cepstra(sound(8000)).shape == (98, 13)


@pytest.mark.parametrize("samples", [0, 1, WINDOW - 1])
def test_less_than_a_window_is_no_frame(samples: int) -> None:
    cepstra = NARROW.cepstra(sound(samples))
    assert cepstra.shape == (0, 13)
    assert streams(cepstra).shape == (0, 3, 13)


@pytest.mark.parametrize("removes_noise", [True, False])
@pytest.mark.parametrize("value", [0, 1, -32768, 32767])
def test_digital_silence_is_heard_as_something_finite(removes_noise: bool, value: int) -> None:
    ear = FrontEnd(8000, 200, 3500, 20, removes_noise=removes_noise)
    cepstra = ear.cepstra(np.full(4000, value, np.int16))
    assert np.isfinite(cepstra).all()
    assert np.isfinite(streams(cepstra)).all()


def test_silence_before_a_loud_sound_is_finite() -> None:
    assert np.isfinite(NARROW.cepstra(np.concatenate((np.zeros(4000, np.int16), sound(4000, level=20000))))).all()


@pytest.mark.parametrize("removes_noise", [True, False])
def test_many_sounds_are_heard_as_each_alone(removes_noise: bool) -> None:
    ear = FrontEnd(8000, 200, 3500, 20, removes_noise=removes_noise)
    sounds = [sound(length, seed) for seed, length in enumerate((4000, 0, 8000, 205, 100, 5000))]
    together = ear.cepstra_of_many(sounds)
    assert [len(cepstra) for cepstra in together] == [48, 0, 98, 1, 0, 60]
    for one, cepstra in zip(sounds, together, strict=True):
        assert cepstra == pytest.approx(ear.cepstra(one), abs=1e-9)


def test_of_no_sounds_there_are_no_cepstra() -> None:
    assert NARROW.cepstra_of_many(()) == []


def test_a_sound_outside_the_band_is_hardly_heard() -> None:
    at = np.arange(8000) / 8000
    ear = FrontEnd(8000, 200, 2000, 20, removes_noise=False)
    inside, outside = (ear.cepstra((8000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)) for hertz in (1000, 3000))
    assert np.median(inside[:, 0]) > np.median(outside[:, 0]) + 10


def test_the_loudness_of_the_whole_goes_into_the_first_coefficient_alone() -> None:
    ear = FrontEnd(8000, 200, 3500, 20, removes_noise=False)
    quiet = sound(4000)
    cepstra, louder = ear.cepstra(quiet), ear.cepstra(quiet * 4)
    # Twelve decibels: log 16 in each of 20 filters, in a cosine transform of unit length, lifted by nothing.
    assert louder[:, 0] - cepstra[:, 0] == pytest.approx(np.log(16) * np.sqrt(20), abs=0.01)
    assert louder[:, 1:] == pytest.approx(cepstra[:, 1:], abs=0.01)


def test_the_parameters_say_how_a_model_hears() -> None:
    for ear in (NARROW, FrontEnd(16000, 130, 6800, 25, lifter=10, removes_noise=False)):
        assert FrontEnd.from_parameters(ear.parameters, ear.hertz) == ear


@pytest.mark.parametrize("option", ["-lowerf", "-upperf", "-nfilt", "-lifter", "-remove_noise"])
def test_a_parameter_that_is_not_told_is_named(option: str) -> None:
    told = {name: value for name, value in NARROW.parameters.items() if name != option}
    with pytest.raises(ValueError, match=f"{option} is missing"):
        FrontEnd.from_parameters(told, 8000)


def test_streams_are_about_the_mean_of_the_utterance() -> None:
    cepstra = NARROW.cepstra(sound(8000))
    found = streams(cepstra)
    assert found.shape == (98, 3, 13)
    assert found[:, 0] == pytest.approx(cepstra - cepstra.mean(axis=0))
    assert streams(cepstra + 5) == pytest.approx(found)


def test_a_steady_rise_has_a_slope_and_no_curvature() -> None:
    rise = np.outer(np.arange(20.0), np.ones(13))
    found = streams(rise)
    assert found[2:-2, 1] == pytest.approx(4)
    assert found[3:-3, 2] == pytest.approx(0)
    # Beyond the ends nothing rises any more.
    assert found[[0, -1], 1] == pytest.approx(2)


def test_a_parabola_has_a_curvature() -> None:
    found = streams(np.outer(np.arange(20.0) ** 2, np.ones(13)))
    assert found[3:-3, 2] == pytest.approx(16)
