"""Recordings as a telephone brings them: in time, in band, at the level the recogniser gets, each copy its own."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.line.preparation import SPEECH_LEVEL_DB, prepare
from veertien.training.sounds.line import loud_level_db
from veertien.training.sounds.telephone import StereoPair, as_telephone, generator

COPIES = range(1, 17)


@pytest.fixture
def speech() -> NDArray[np.float64]:
    """Five syllables of a buzz with strong and weak harmonics up to 7 kHz, half a second of silence around."""
    hertz = 16000
    at = np.arange(round(1.5 * hertz)) / hertz
    pitch = 2 * np.pi * np.cumsum(130 + 20 * np.sin(2 * np.pi * 1.7 * at)) / hertz
    buzz = np.asarray(sum(np.cos(harmonic * pitch + harmonic**2) / harmonic**0.5 for harmonic in range(1, 48)))
    syllables = np.clip(np.sin(2 * np.pi * 1.667 * at), 0, None) ** 0.5
    return np.pad(3000 * buzz * syllables, hertz // 2)


def made(speech: NDArray[np.float64], copy: int, seed: int = 14) -> StereoPair:
    return as_telephone(speech, generator(seed, "a.flac", copy), copy)


def power_db(samples: NDArray[np.int16], hertz: int, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(samples.astype(np.float64))) ** 2
    at = np.fft.rfftfreq(len(samples), 1 / hertz)
    return float(10 * np.log10(power[(at >= low) & (at < high)].mean()))


@pytest.mark.slow
def test_both_sides_last_equally_long(speech: NDArray[np.float64]) -> None:
    for copy in range(12):
        for cut in range(3):
            pair = made(speech[cut:], copy)
            assert len(pair.wideband) == 2 * len(pair.narrowband) == 2 * len(pair.line)
            assert pair.wideband.dtype == pair.narrowband.dtype == pair.line.dtype == np.int16


@pytest.mark.parametrize("copy", range(8))
def test_both_sides_run_in_step(speech: NDArray[np.float64], copy: int) -> None:
    pair = made(speech, copy)
    # Half the rate by averaging pairs; the tone of a telephone changes the shape, the strongest likeness stays at 0.
    wide = pair.wideband.astype(np.float64).reshape(-1, 2).mean(axis=1)
    narrow = pair.narrowband.astype(np.float64)
    likeness = np.correlate(wide, narrow[80:-80], "valid")
    assert abs(int(np.argmax(likeness)) - 80) <= 1


def test_the_clean_copy_is_the_recording_cut_to_speech(speech: NDArray[np.float64]) -> None:
    wide = made(speech, 0).wideband.astype(np.float64)
    level = 16000 / np.abs(speech).max()
    start = int(np.argmax(np.correlate(level * speech, wide, "valid")))
    # All that was added is a floor of 16.
    assert np.std(wide - level * speech[start : start + len(wide)]) == pytest.approx(16, rel=0.05)
    loud = np.flatnonzero(np.abs(speech) > 0.03 * np.abs(speech).max())
    assert 0.10 < (loud[0] - start) / 16000 < 0.20
    assert 0.10 < (start + len(wide) - loud[-1]) / 16000 < 0.20


def test_a_recording_that_is_cut_short_gets_its_margin(speech: NDArray[np.float64]) -> None:
    pair = made(speech[8000 + 1000 : -8000 - 7000], 0)
    assert np.abs(pair.narrowband[:1000].astype(np.float64)).max() < 400
    assert np.abs(pair.narrowband[-1000:].astype(np.float64)).max() < 400


def test_a_good_line_has_the_telephone_band_and_level(speech: NDArray[np.float64]) -> None:
    narrow = made(speech, 0).narrowband
    assert loud_level_db(narrow.astype(np.float64)) == pytest.approx(72, abs=0.1)
    band = power_db(narrow, 8000, 400, 3300)
    assert power_db(narrow, 8000, 0, 200) < band - 25
    assert power_db(narrow, 8000, 3600, 4000) < band - 25


def test_the_masking_noise_lies_36_db_below_the_loud_parts(speech: NDArray[np.float64]) -> None:
    narrow = made(speech, 0).narrowband.astype(np.float64)
    assert 10 * np.log10(np.mean(narrow[:1000] ** 2)) == pytest.approx(72 - 36, abs=0.7)


def test_copies_differ_from_each_other_but_not_from_themselves(speech: NDArray[np.float64]) -> None:
    assert made(speech, 3).narrowband.tobytes() == made(speech, 3).narrowband.tobytes()
    assert made(speech, 3).wideband.tobytes() == made(speech, 3).wideband.tobytes()
    sounds = {made(speech, copy, seed).narrowband.tobytes() for copy in (1, 2, 3) for seed in (1, 2)}
    assert len(sounds) == 6


def test_chance_depends_on_seed_recording_and_copy() -> None:
    drawn = {float(generator(seed, name, copy).random()) for seed in (0, 1) for name in ("a", "b") for copy in (0, 1)}
    assert len(drawn) == 8
    assert generator(1, "a", 0).random() == generator(1, "a", 0).random()


@pytest.mark.slow
def test_copies_have_other_lengths_and_lines_and_one_level_for_the_model(speech: NDArray[np.float64]) -> None:
    pairs = [made(speech, copy) for copy in COPIES]
    seconds = [len(pair.narrowband) / 8000 for pair in pairs]
    assert min(seconds) < 1.55 < 1.8 < max(seconds)
    lines = [loud_level_db(pair.line.astype(np.float64)) for pair in pairs]
    assert 49 < min(lines) < 60 < 70 < max(lines) < 82
    assert [loud_level_db(pair.narrowband.astype(np.float64)) for pair in pairs] == pytest.approx(
        [SPEECH_LEVEL_DB] * len(pairs), abs=0.5
    )
    floors = [float(np.percentile(np.abs(pair.narrowband), 10)) for pair in pairs]
    assert max(floors) > 3 * min(floors)


@pytest.mark.slow
def test_what_comes_over_the_line_is_speech_to_a_recogniser(speech: NDArray[np.float64]) -> None:
    found = [prepare(made(speech, copy).line, 8000) for copy in COPIES]
    assert sum(one is not None for one in found) >= len(COPIES) - 2


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(16000)])
def test_a_silent_recording_is_refused(samples: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="without any sound"):
        as_telephone(samples, generator(1, "a", 0), 0)


@pytest.mark.parametrize("copy", [0, 1, 2])
def test_a_click_is_no_speech_but_no_reason_to_fail(copy: int) -> None:
    click = np.zeros(8000)
    click[4000] = 1e-3
    assert len(made(click, copy).narrowband) > 0
    assert len(as_telephone(np.ones(3), generator(1, "a", copy), copy).narrowband) > 0
