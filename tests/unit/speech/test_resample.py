"""Resampling keeps what the lower rate can carry and lets nothing fold back into it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.speech.line.resample import resample

RATES = [(22050, 8000), (16000, 8000), (8000, 16000), (44100, 8000), (48000, 8000), (8000, 22050)]


def tone(frequency: float, hertz: int, amplitude: float = 10_000, seconds: float = 0.5) -> NDArray[np.int16]:
    at = np.arange(int(hertz * seconds)) / hertz
    return np.rint(amplitude * np.sin(2 * np.pi * frequency * at)).astype(np.int16)


def decibel(pcm: NDArray[np.int16], reference: float = 10_000 / 2**0.5) -> float:
    middle = pcm[pcm.size // 4 : -pcm.size // 4].astype(float)
    return float(20 * np.log10(np.sqrt((middle**2).mean()) / reference + 1e-9))


@pytest.mark.parametrize(("from_hertz", "to_hertz"), RATES)
@pytest.mark.parametrize("frequency", [300, 1000, 3400])
def test_a_tone_in_the_telephone_band_comes_out_as_itself_without_delay(
    from_hertz: int, to_hertz: int, frequency: int
) -> None:
    out = resample(tone(frequency, from_hertz), from_hertz, to_hertz)
    error = out.astype(int) - tone(frequency, to_hertz)
    edge = to_hertz // 50
    assert np.abs(error[edge:-edge]).max() <= 15


@pytest.mark.parametrize(("from_hertz", "to_hertz"), [pair for pair in RATES if pair[0] > pair[1]])
@pytest.mark.parametrize("frequency", [4000, 4200, 5000, 7900])
def test_what_the_lower_rate_cannot_carry_is_gone(from_hertz: int, to_hertz: int, frequency: int) -> None:
    assert decibel(resample(tone(frequency, from_hertz), from_hertz, to_hertz)) < -75


def test_going_up_adds_no_image() -> None:
    out = resample(tone(3000, 8000), 8000, 16000).astype(float)
    spectrum = np.abs(np.fft.rfft(out * np.hanning(out.size)))
    above = spectrum[int(4100 / 8000 * spectrum.size) :]
    assert 20 * np.log10(above.max() / spectrum.max()) < -75


def test_full_scale_is_clipped_and_does_not_wrap_round() -> None:
    square = np.where(tone(500, 16000) >= 0, 32767, -32768).astype(np.int16)
    out = resample(square, 16000, 8000)
    assert out.max() == 32767
    assert out.min() == -32768
    assert np.abs(np.diff(out.astype(int))[100:-100]).max() < 60_000


def test_the_same_rate_gives_a_copy() -> None:
    pcm = tone(440, 8000)
    out = resample(pcm, 8000, 8000)
    assert np.array_equal(out, pcm)
    assert not np.shares_memory(out, pcm)


@given(
    st.integers(0, 400),
    st.sampled_from([8000, 11025, 16000, 22050, 44100, 48000]),
    st.sampled_from([8000, 16000]),
)
@settings(max_examples=examples(50))
def test_the_length_is_that_of_the_time(samples: int, from_hertz: int, to_hertz: int) -> None:
    out = resample(np.full(samples, 1000, np.int16), from_hertz, to_hertz)
    assert out.dtype == np.int16
    assert out.size == -(-samples * to_hertz // from_hertz)


@pytest.mark.parametrize(
    ("pcm", "from_hertz", "to_hertz"),
    [
        (np.zeros(10, np.float32), 8000, 16000),
        (np.zeros((10, 2), np.int16), 8000, 16000),
        (np.zeros(10, np.int16), 0, 8000),
        (np.zeros(10, np.int16), 8000, -1),
        (np.zeros(10, np.int16), 8000, 1_000_000),
    ],
)
def test_what_is_no_mono_sound_is_refused(pcm: NDArray[np.int16], from_hertz: int, to_hertz: int) -> None:
    with pytest.raises(ValueError, match="resample"):
        resample(pcm, from_hertz, to_hertz)
