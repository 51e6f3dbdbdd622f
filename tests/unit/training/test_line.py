"""What a telephone line does to speech: each fault does what it says, and nothing changes the length."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.line.wav import encode_wav, parse_wav
from veertien.training.sounds import line
from veertien.training.sounds.g711 import through_a_law, through_mu_law

SAMPLES = np.random.default_rng(7).normal(0, 3000, 8050)


def rng() -> np.random.Generator:
    return np.random.default_rng(14)


def level(samples: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(samples**2)))


@pytest.mark.parametrize(("through", "tag"), [(through_a_law, 6), (through_mu_law, 7)])
def test_companding_gives_the_values_of_g711(through: object, tag: int) -> None:
    assert callable(through)
    # A WAV file with each of the 256 codes, as the package's own reader expands it.
    content = bytearray(encode_wav(np.zeros(128, np.int16), 8000))
    content[20:22], content[32:36] = tag.to_bytes(2, "little"), b"\x01\x00\x08\x00"
    content[44:] = bytes(range(256))
    values = np.unique(parse_wav(bytes(content), "codes").pcm).astype(np.float64)
    every = np.arange(-32768, 32768).astype(np.float64)
    out = through(every)
    assert set(np.unique(np.abs(out))) == set(np.abs(values))
    assert np.array_equal(through(values), values)
    # Never further off than half a step: a 32nd of the sample, mu-law's bias of 132 with it, and rounding.
    inside = np.abs(every) < 32000
    assert np.all(np.abs(out - every)[inside] <= (np.abs(every)[inside] + 132) / 32 + 4)
    assert np.array_equal(out[every > 0], -out[(every < 0) & (every > -32768)][::-1])
    assert np.all(np.diff(out) >= 0)


def test_the_loud_level_is_that_of_the_loud_parts() -> None:
    soft_and_loud = np.concatenate((np.full(8000, 10.0), np.full(2000, 1000.0)))
    assert line.loud_level_db(soft_and_loud) == pytest.approx(60, abs=0.01)
    assert line.loud_level_db(line.amplify(soft_and_loud, -20)) == pytest.approx(40, abs=0.01)
    assert line.loud_level_db(np.zeros(3)) == 0


@pytest.mark.parametrize("snr", [5, 20, 42])
@pytest.mark.parametrize("tilt", [-9, 0, 3])
def test_noise_is_as_far_below_the_speech_as_asked(snr: float, tilt: float) -> None:
    speech = np.concatenate((np.zeros(2000), SAMPLES, np.zeros(2000)))
    place = slice(2000, -2000)
    noise = line.add_noise(speech, line.coloured_noise(len(speech), tilt, rng()), snr, place) - speech
    assert level(speech[place]) - level(noise) == pytest.approx(snr, abs=0.01)


def test_coloured_noise_falls_by_its_slope() -> None:
    power = np.abs(np.fft.rfft(line.coloured_noise(80_000, -6, rng()))) ** 2
    at = np.fft.rfftfreq(80_000, 1 / 8000)

    def density(hertz: float) -> float:
        return float(10 * np.log10(power[np.abs(at - hertz) < 40].mean()))

    assert density(500) - density(1000) == pytest.approx(6, abs=1)
    assert density(1000) - density(2000) == pytest.approx(6, abs=1)


def test_noise_under_silence_is_silent() -> None:
    assert not np.any(line.add_noise(np.zeros(100), np.ones(100), 10, slice(0, 100)))
    assert np.array_equal(line.add_noise(SAMPLES, np.zeros(len(SAMPLES)), 10, slice(0, 10)), SAMPLES)


def test_babble_is_spread_over_the_whole_time() -> None:
    word = np.concatenate((np.zeros(4000), SAMPLES[:4000]))
    murmur = line.babble(word, rng())
    assert len(murmur) == len(word)
    assert not np.array_equal(murmur, word)
    assert level(murmur[:4000]) > 40


def test_hum_is_at_multiples_of_50_hertz() -> None:
    hum = line.mains_hum(8000, 50, rng())
    assert level(hum) == pytest.approx(50, abs=0.01)
    power = np.abs(np.fft.rfft(hum)) ** 2
    assert power[50:801:50].sum() == pytest.approx(power.sum())
    assert power[50] > power[500]


def test_modulated_noise_follows_the_speech() -> None:
    speech = np.concatenate((SAMPLES, np.zeros(100)))
    changed = line.modulated_noise(speech, 20, rng())
    assert level(SAMPLES) - level((changed - speech)[:-100]) == pytest.approx(20, abs=0.3)
    assert not np.any(changed[-100:])


def test_soft_packets_become_comfort_noise() -> None:
    speech = np.concatenate((SAMPLES[:1600], np.zeros(1600)))
    out = line.silence_suppressed(speech, 40, rng())
    assert np.array_equal(out[:1600], speech[:1600])
    assert level(out[1600:]) == pytest.approx(30, abs=1)


@pytest.mark.parametrize("repeat", [False, True])
@pytest.mark.parametrize("length", [0, 1, 159, 160, 8050])
def test_lost_packets_keep_the_length(repeat: bool, length: int) -> None:
    out = line.lose_packets(SAMPLES[:length], 0.5, repeat=repeat, rng=rng())
    assert len(out) == length


def test_lost_packets_are_zeros_or_the_one_before() -> None:
    kept = SAMPLES[:8000].reshape(-1, 160)
    zeroed = line.lose_packets(SAMPLES[:8000], 0.3, repeat=False, rng=rng()).reshape(-1, 160)
    repeated = line.lose_packets(SAMPLES[:8000], 0.3, repeat=True, rng=rng()).reshape(-1, 160)
    lost = [number for number in range(50) if not np.array_equal(zeroed[number], kept[number])]
    assert 5 <= len(lost) <= 25
    assert not np.any(zeroed[lost])
    for number in range(1, 50):
        assert np.array_equal(repeated[number], repeated[number - 1] if number in lost else kept[number])


def test_no_packet_is_lost_at_a_loss_of_nothing() -> None:
    assert np.array_equal(line.lose_packets(SAMPLES, 0, repeat=False, rng=rng()), SAMPLES)


@pytest.mark.parametrize("noise", [line.street, line.inside_car, line.wind])
def test_places_sound_unlike_white_noise_and_never_twice_the_same(noise: Callable[..., NDArray[np.float64]]) -> None:
    chance = rng()
    first, second = noise(16_000, chance), noise(16_000, chance)
    assert len(first) == 16_000
    assert np.isfinite(first).all()
    assert not np.array_equal(first, second)
    assert np.array_equal(first, noise(16_000, rng()))
    power = np.abs(np.fft.rfft(first)) ** 2
    # 500 Hz divides what rumbles from what hisses.
    assert power[:1000].sum() > power[1000:].sum()


def test_cars_pass_and_gusts_come_and_go() -> None:
    for noise in (line.street, line.wind):
        frames = noise(64_000, rng()).reshape(-1, 800)
        levels = 10 * np.log10((frames**2).mean(axis=1))
        assert np.quantile(levels, 0.95) - np.quantile(levels, 0.05) > 4


def test_gsm_leaves_speech_recognisable_and_of_its_length() -> None:
    tone = 8000 * np.sin(2 * np.pi * 500 * np.arange(8050) / 8000)
    coded = line.through_gsm(tone)
    assert len(coded) == len(tone)
    assert np.array_equal(coded, line.through_gsm(tone))
    middle = slice(1000, 7000)
    assert 0.9 < np.corrcoef(tone[middle], coded[middle])[0, 1] < 0.99999
