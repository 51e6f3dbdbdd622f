"""Faults of a line, found and mended."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.speech.line.line_faults import clipped_share, mend_losses, remove_clicks, remove_key_tones, remove_rumble

HERTZ = 8000
Samples = NDArray[np.float64]


def tone(hertz: float, seconds: float, height: float = 3000.0) -> Samples:
    return np.asarray(height * np.sin(2 * np.pi * hertz * np.arange(round(seconds * HERTZ)) / HERTZ))


def power(samples: Samples) -> float:
    return float(np.mean(samples**2))


@pytest.mark.parametrize("value", [0.0, 8.0])
@pytest.mark.parametrize("packets", [1, 3])
def test_lost_packets_are_filled_with_sound_as_loud_as_around_them(packets: int, value: float) -> None:
    whole = tone(440, 1.0) + tone(620, 1.0)
    holed = whole.copy()
    hole = slice(3200, 3200 + 160 * packets)
    holed[hole] = value
    mended = mend_losses(holed, HERTZ)
    assert mended.lost == pytest.approx(160 * packets / 8000, abs=0.001)
    assert not mended.dead.any()
    assert 0.25 < power(mended.samples[hole]) / power(whole) < 2
    outside = np.ones(len(whole), np.bool_)
    outside[hole] = False
    assert np.array_equal(mended.samples[outside], whole[outside])


def test_long_silence_is_no_loss_but_is_marked() -> None:
    pause = np.full(4000, 8.0)
    mended = mend_losses(np.concatenate([tone(440, 0.5), pause, tone(440, 0.5)]), HERTZ)
    assert mended.lost == 0
    assert mended.dead[51:99].all()
    assert not mended.dead[:49].any()
    assert not mended.dead[101:].any()


def test_a_line_that_sends_one_value_has_lost_nothing() -> None:
    mended = mend_losses(np.full(8000, 8.0), HERTZ)
    assert mended.lost == 0
    assert mended.dead.all()


def test_offset_and_mains_hum_go_and_the_telephone_band_stays() -> None:
    hum = tone(50, 1.0) + tone(100, 1.0) + tone(150, 1.0)
    assert power(remove_rumble(hum + 5000, HERTZ)) < power(hum) / 1000
    speech = tone(440, 1.0)
    assert power(remove_rumble(speech, HERTZ)) == pytest.approx(power(speech), rel=0.02)


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_click_is_bridged(length: int) -> None:
    clear = tone(440, 0.5)
    clicked = clear.copy()
    clicked[2000 : 2000 + length] += 20000
    assert np.abs(remove_clicks(clicked) - clear).max() < 4000
    assert np.array_equal(remove_clicks(clear), clear)


def test_a_consonant_that_bursts_is_no_click() -> None:
    burst = np.random.default_rng(1).normal(0, 3000, 80)
    speech = np.concatenate([np.zeros(800), burst, np.zeros(800)])
    assert power(remove_clicks(speech)) > 0.8 * power(speech)


@pytest.mark.parametrize("low", [697, 941])
@pytest.mark.parametrize("high", [1209, 1477])
def test_what_is_left_of_a_key_is_silenced_and_what_follows_is_not(low: int, high: int) -> None:
    key = tone(low, 0.08) + tone(high, 0.08)
    speech = tone(500, 0.5) + tone(750, 0.5) + tone(1500, 0.5)
    out = remove_key_tones(np.concatenate([np.zeros(800), key, np.zeros(800), speech]), HERTZ)
    assert power(out[:2240]) < power(key) / 1000
    assert np.array_equal(out[2240:], speech)


def test_how_much_is_clipped() -> None:
    sound = tone(440, 1.0, 10000)
    assert clipped_share(sound) < 0.01
    assert 0.3 < clipped_share(np.clip(sound, -7000, 7000)) < 0.6
    assert clipped_share(np.zeros(800)) == 0
    assert clipped_share(np.zeros(0)) == 0


@settings(max_examples=examples(60))
@given(st.lists(st.sampled_from([0, 8, -8, 300, -20000, 32767]), max_size=900), st.integers(1, 40))
def test_whatever_a_line_sends_stays_finite_and_as_long(values: list[int], times: int) -> None:
    samples = np.repeat(np.array(values, np.float64), times)[:9000]
    for out in (
        mend_losses(samples, HERTZ).samples,
        remove_clicks(samples),
        remove_rumble(samples, HERTZ),
        remove_key_tones(samples, HERTZ),
    ):
        assert len(out) == len(samples)
        assert np.isfinite(out).all()
