"""From words to sound: the right rate, a bounded level, no silence around it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.prompts.rendering import cut_out, finished, level, speech_decibel, to_frames, trim


def tone(seconds: float, amplitude: float, hertz: int = 8000) -> NDArray[np.int16]:
    at = np.arange(int(hertz * seconds)) / hertz
    return np.rint(amplitude * np.sin(2 * np.pi * 440 * at)).astype(np.int16)


def rms_decibel(pcm: NDArray[np.int16]) -> float:
    return float(20 * np.log10(np.sqrt((pcm.astype(float) ** 2).mean()) / 32768))


def test_what_is_rendered_is_at_the_telephones_rate_and_level_with_little_silence_around_it() -> None:
    silence = np.zeros(22050, np.int16)
    pcm = finished(np.concatenate([silence, tone(0.5, 3000, 22050), silence]), 22050)
    assert pcm.size == pytest.approx(8000 * 0.58, abs=80)
    assert rms_decibel(pcm[400:-400]) == pytest.approx(-20, abs=0.2)


@pytest.mark.parametrize("amplitude", [50, 1000, 32000])
def test_the_level_does_not_depend_on_the_voice(amplitude: int) -> None:
    assert rms_decibel(level(tone(1, amplitude))) == pytest.approx(-20, abs=0.3)


def test_pauses_do_not_count_for_the_level() -> None:
    spoken = level(np.concatenate([tone(0.4, 5000), np.zeros(16000, np.int16), tone(0.4, 5000)]))
    assert rms_decibel(spoken[:3200]) == pytest.approx(-20, abs=0.3)


def test_a_peak_stays_below_full_scale_and_makes_nothing_else_quieter() -> None:
    click = tone(1, 1000)
    click[4000] = 30000
    found = level(click)
    assert np.abs(found.astype(int)).max() <= 32768 * 10 ** (-1 / 20) + 1
    assert rms_decibel(found[:3800]) == pytest.approx(-20, abs=1.5)
    without = level(tone(1, 1000)).astype(float)
    ratio = found[:3800] / np.where(np.abs(without[:3800]) > 500, without[:3800], np.nan)
    assert np.nanmax(ratio) - np.nanmin(ratio) < 0.02


@given(st.lists(st.integers(-32768, 32767), max_size=600))
@settings(max_examples=examples(100))
def test_no_sound_is_ever_too_loud(samples: list[int]) -> None:
    pcm = np.array(samples, np.int16)
    assert np.abs(level(pcm).astype(int)).max(initial=0) <= 29205
    assert trim(pcm).size <= pcm.size


def test_silence_stays_silence() -> None:
    assert level(np.zeros(800, np.int16)).tolist() == [0] * 800
    assert trim(np.zeros(800, np.int16)).size == 0


def test_whole_frames_of_20_ms() -> None:
    assert to_frames(np.ones(161, np.int16)) == b"\1\0" * 161 + bytes(2 * 159)
    assert to_frames(np.ones(160, np.int16)) == b"\1\0" * 160


@pytest.mark.parametrize("amplitude", [400, 3000, 30000])
@pytest.mark.parametrize("noise_decibel", [-90, -30])
def test_what_is_spoken_into_a_telephone_is_cut_out_of_its_noise_and_brought_to_level(
    amplitude: int, noise_decibel: int
) -> None:
    spoken = np.concatenate([np.zeros(16000), tone(1, amplitude), np.zeros(24000)])
    noise = np.random.default_rng(1).normal(0, amplitude * 10 ** (noise_decibel / 20), spoken.size)
    found = cut_out(np.clip(np.rint(spoken + noise), -32768, 32767).astype(np.int16), 8000)
    assert found.size == pytest.approx(8000 * 1.12, abs=400)
    assert speech_decibel(found) == pytest.approx(-20, abs=0.7)


def test_a_soft_beginning_is_not_cut_off() -> None:
    soft = np.concatenate([tone(0.1, 500), tone(0.5, 6000)])
    found = cut_out(np.concatenate([np.zeros(8000, np.int16), soft, np.zeros(8000, np.int16)]), 8000)
    assert found.size >= soft.size


@pytest.mark.parametrize("amplitude", [0, 3, 60])
def test_where_nobody_spoke_nothing_is_left(amplitude: int) -> None:
    noise = np.rint(np.random.default_rng(1).normal(0, amplitude, 24000)).astype(np.int16)
    assert cut_out(noise, 8000).size == 0
