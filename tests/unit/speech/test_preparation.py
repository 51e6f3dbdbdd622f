"""Audio made ready: what is cut, at what level, over what noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from veertien.speech.preparation import (
    AFTER_SECONDS,
    BEFORE_SECONDS,
    MASKING_DB,
    SPEECH_LEVEL_DB,
    find_speech,
    prepare,
)

Pcm = NDArray[np.int16]


def hum(seconds: float, peak: float, hertz: int = 8000) -> Pcm:
    at = np.arange(round(seconds * hertz)) / hertz
    return (peak * np.sin(2 * np.pi * 300 * at)).astype(np.int16)


def silence(seconds: float, hertz: int = 8000) -> Pcm:
    return np.zeros(round(seconds * hertz), np.int16)


def level(samples: Pcm) -> float:
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1))


@pytest.mark.parametrize("hertz", [8000, 16000])
def test_speech_is_found_where_it_is(hertz: int) -> None:
    span = find_speech(np.concatenate([silence(0.5, hertz), hum(0.6, 4000, hertz), silence(0.9, hertz)]), hertz)
    assert span is not None
    assert span.start / hertz == pytest.approx(0.5, abs=0.03)
    assert span.stop / hertz == pytest.approx(1.1, abs=0.03)
    assert span.level_db == pytest.approx(20 * np.log10(4000 / np.sqrt(2)), abs=0.5)


def test_a_click_before_the_speech_is_left_out() -> None:
    before = silence(0.5)
    before[800:810] = 20000
    span = find_speech(np.concatenate([before, hum(0.6, 4000), silence(0.5)]), 8000)
    assert span is not None
    assert span.start / 8000 == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(silence(0), id="nothing"),
        pytest.param(silence(2), id="digital silence"),
        pytest.param(np.full(16000, 8, np.int16), id="what A-law makes of silence"),
        pytest.param(np.random.default_rng(1).normal(0, 300, 16000).astype(np.int16), id="steady noise"),
        pytest.param(hum(2, 3000), id="a steady tone"),
        pytest.param(hum(0.03, 3000), id="less than any word"),
    ],
)
def test_where_nobody_speaks_there_is_nothing_to_decode(samples: Pcm) -> None:
    assert prepare(samples, 8000, 16000) is None


@pytest.mark.parametrize("margin", [0.0, 0.5])
def test_the_margins_are_the_same_however_much_silence_there_was(margin: float) -> None:
    samples = np.concatenate([silence(margin), hum(0.6, 4000), silence(0.3), hum(0.3, 4000), silence(margin)])
    ready = prepare(samples, 8000, 16000)
    if margin == 0.0:
        # With no quiet frame but the pause in the middle, speech still begins at the very start.
        samples = np.concatenate([samples, silence(0.01)])
    assert ready is not None
    assert len(ready) / 16000 == pytest.approx(BEFORE_SECONDS + 1.2 + AFTER_SECONDS, abs=0.04)


@pytest.mark.parametrize("peak", [300, 3000, 30000])
def test_loud_and_quiet_callers_come_to_one_level(peak: int) -> None:
    ready = prepare(np.concatenate([silence(0.5), hum(0.6, peak), silence(0.5)]), 8000, 16000)
    assert ready is not None
    assert level(ready[3200:8000]) == pytest.approx(SPEECH_LEVEL_DB, abs=0.5)


def test_no_digital_silence_is_left_and_the_noise_fills_the_upper_band_too() -> None:
    ready = prepare(np.concatenate([silence(0.5), hum(0.6, 4000), silence(0.5)]), 8000, 16000)
    assert ready is not None
    margin = ready[:1200]
    assert level(margin) == pytest.approx(SPEECH_LEVEL_DB + MASKING_DB, abs=1.5)
    spectrum = np.abs(np.fft.rfft(margin)) ** 2
    lower, upper = np.split(spectrum[2:600], 2)
    assert 0.5 < lower.mean() / upper.mean() < 2


def test_preparing_the_same_audio_twice_gives_the_same() -> None:
    samples = np.concatenate([silence(0.5), hum(0.6, 4000), silence(0.5)])
    first, second = prepare(samples, 8000, 16000), prepare(samples, 8000, 16000)
    assert first is not None
    assert second is not None
    assert first.tobytes() == second.tobytes()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=4000), st.sampled_from([8000, 16000]))
def test_any_samples_can_be_prepared(pcm: bytes, hertz: int) -> None:
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.int16)
    ready = prepare(samples, hertz, 16000)
    assert ready is None or ready.dtype == np.int16
