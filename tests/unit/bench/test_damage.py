"""The damage done to recordings is the damage that it says."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.speech import damage
from veertien.frames import HERTZ

Pcm = NDArray[np.int16]

SPEECH = np.concatenate(
    [np.zeros(4000), 3000 * np.sin(2 * np.pi * 500 * np.arange(8000) / HERTZ), np.zeros(4000)]
).astype(np.int16)
ACTIVE = slice(4000, 12000)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def decibel(samples: NDArray[np.generic]) -> float:
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-9))


def test_the_active_level_does_not_count_silence() -> None:
    assert damage.active_level(SPEECH) == pytest.approx(decibel(SPEECH[ACTIVE]), abs=0.2)


def test_a_law_has_256_values_keeps_them_and_errs_by_a_32th() -> None:
    everything = np.arange(-32768, 32768).astype(np.int16)
    coded = damage.a_law(everything)
    assert len(np.unique(coded)) == 256
    assert np.array_equal(damage.a_law(coded), coded)
    error = np.abs(coded.astype(int) - everything)
    assert (error <= np.maximum(np.abs(everything.astype(int)) / 32, 8)).all()
    assert damage.a_law(np.zeros(1, np.int16))[0] == damage.A_LAW_SILENCE


def test_the_telephone_band_is_300_to_3400_hertz() -> None:
    at = np.arange(8000) / HERTZ
    tones = [(3000 * np.sin(2 * np.pi * hertz * at)).astype(np.int16) for hertz in (200, 1000, 3700)]
    low, middle, high = (decibel(damage.telephone_band(tone)) for tone in tones)
    assert middle == pytest.approx(decibel(tones[1]), abs=0.1)
    assert max(low, high) < middle - 40


@pytest.mark.parametrize("ratio", [0.0, 10.0])
def test_noise_and_hum_lie_as_far_below_the_speech_as_asked(ratio: float) -> None:
    noisy = damage.add_noise(SPEECH, damage.white_noise(len(SPEECH), rng()), ratio)
    humming = damage.add_hum(SPEECH, ratio)
    for damaged in (noisy, humming):
        added = damaged.astype(np.float64) - SPEECH
        assert damage.active_level(SPEECH) - decibel(added) == pytest.approx(ratio, abs=0.5)


def test_babble_has_unit_power_and_all_voices_in_it() -> None:
    at = np.arange(8000) / HERTZ
    voices = [(1000 * n * np.sin(2 * np.pi * hertz * at)).astype(np.int16) for n, hertz in ((1, 500), (9, 900))]
    spectrum = np.abs(np.fft.rfft(damage.babble(voices, 16000, rng()))) ** 2
    assert spectrum.sum() * 2 / 16000**2 == pytest.approx(1, rel=0.01)
    assert spectrum[1000] == pytest.approx(spectrum[1800], rel=0.05)


def test_lost_packets_are_silent_or_repeat_the_one_before() -> None:
    sound = rng().normal(0, 1000, 80000).astype(np.int16)
    lost = damage.lose_packets(sound, 0.1, rng()).reshape(-1, damage.PACKET)
    silent: NDArray[np.bool_] = np.max(np.abs(lost), axis=1) == 0
    assert 0.05 < silent.mean() < 0.15
    assert np.array_equal(lost[~silent], sound.reshape(-1, damage.PACKET)[~silent])
    repeated = damage.lose_packets(sound, 0.1, rng(), repeat=True).reshape(-1, damage.PACKET)
    assert np.array_equal(repeated[1:][silent[1:]], repeated[:-1][silent[1:]])


def test_gain_and_clipping() -> None:
    assert decibel(damage.gain(SPEECH, -20)) == pytest.approx(decibel(SPEECH) - 20, abs=0.1)
    assert np.abs(damage.gain(SPEECH, 60).astype(int)).max() == 32768
    assert np.abs(damage.clip(SPEECH, 6)).max() == pytest.approx(1503, abs=3)
    assert damage.offset(SPEECH, 0.1)[0] == 3277


def test_silence_not_sent_becomes_one_value_and_speech_stays() -> None:
    noisy = (SPEECH + rng().normal(0, 10, len(SPEECH))).astype(np.int16)
    sent = damage.suppress_silence(noisy)
    assert (sent[:3840] == damage.A_LAW_SILENCE).all()
    assert np.array_equal(sent[ACTIVE], noisy[ACTIVE])


def test_what_comes_at_the_ends() -> None:
    around = damage.surround(SPEECH, 0.5, 1.0, 8)
    assert len(around) == len(SPEECH) + 12000
    keyed = damage.add_key_tone(SPEECH, seconds=0.08)
    assert decibel(keyed[:640]) == pytest.approx(damage.active_level(SPEECH), abs=0.5)
    assert np.array_equal(keyed[640:-640], SPEECH[640:-640])


def test_clicks_are_few_and_high() -> None:
    changed = damage.add_clicks(SPEECH, 5, rng()) != SPEECH
    assert 0 < changed.sum() < 60
