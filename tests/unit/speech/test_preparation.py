"""Audio made ready for the model, whatever the line did to it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.speech import damage
from tests.examples import examples
from veertien.speech.line.preparation import (
    AFTER_SECONDS,
    BEFORE_SECONDS,
    MASKING_DB,
    SPEECH_LEVEL_DB,
    Prepared,
    prepare,
)
from veertien.speech.line.resample import resample

Pcm = NDArray[np.int16]
HERTZ = 8000
SPOKEN_SECONDS = 1.0


def voice(seconds: float = SPOKEN_SECONDS) -> Pcm:
    """Buzzes of 120 Hz with formants, syllables of 0.2 s joined by weaker sound, as speech has."""
    at = np.arange(round(seconds * HERTZ)) / HERTZ
    buzz = sum(np.sin(2 * np.pi * 120 * k * at) / (1 + abs(120 * k - 600) / 200) for k in range(3, 25))
    syllables = 0.55 - 0.45 * np.cos(2 * np.pi * 5 * at)
    return np.asarray(2500 * buzz * syllables).astype(np.int16)


def on_a_line(before: float = 0.5, after: float = 0.7) -> Pcm:
    line = np.random.default_rng(7).normal(0, 20, round((before + SPOKEN_SECONDS + after) * HERTZ))
    start = round(before * HERTZ)
    line[start : start + round(SPOKEN_SECONDS * HERTZ)] += voice()
    return line.astype(np.int16)


def level(samples: Pcm) -> NDArray[np.float64]:
    frames = samples[: len(samples) // 80 * 80].astype(np.float64).reshape(-1, 80)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1))


def ready(samples: Pcm, hertz: int = HERTZ) -> Prepared:
    prepared = prepare(samples, hertz)
    assert prepared is not None
    return prepared


RNG_SEED = 5


def white(samples: Pcm, ratio: float) -> Pcm:
    return damage.add_noise(samples, damage.white_noise(len(samples), np.random.default_rng(RNG_SEED)), ratio)


DAMAGES: dict[str, Callable[[Pcm], Pcm]] = {
    "nothing": lambda pcm: pcm,
    "35 dB quieter": lambda pcm: damage.gain(pcm, -35),
    "20 dB too loud": lambda pcm: damage.gain(pcm, 20),
    "clipped by 12 dB": lambda pcm: damage.clip(pcm, 12),
    "an offset": lambda pcm: damage.offset(pcm, 0.1),
    "hum as loud as the speech": lambda pcm: damage.add_hum(pcm, 0),
    "5 % of packets lost": lambda pcm: damage.lose_packets(pcm, 0.05, np.random.default_rng(RNG_SEED)),
    "5 % of packets repeated": lambda pcm: damage.lose_packets(pcm, 0.05, np.random.default_rng(RNG_SEED), repeat=True),
    "silence not sent": lambda pcm: damage.suppress_silence(pcm),
    "long silence around": lambda pcm: damage.surround(pcm, 3, 4, damage.A_LAW_SILENCE),
    "clicks": lambda pcm: damage.add_clicks(pcm, 5, np.random.default_rng(RNG_SEED)),
    "10 dB of white noise": lambda pcm: white(pcm, 10),
    "rests of a key's tones": lambda pcm: damage.add_key_tone(pcm),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_whatever_the_line_did_the_speech_is_cut_out_at_one_level(name: str) -> None:
    prepared = ready(damage.a_law(DAMAGES[name](on_a_line())))
    spoken = len(prepared.samples) / HERTZ - BEFORE_SECONDS - AFTER_SECONDS
    assert SPOKEN_SECONDS - 0.15 <= spoken <= SPOKEN_SECONDS + 0.3
    assert np.percentile(level(prepared.samples), 95) == pytest.approx(SPEECH_LEVEL_DB, abs=0.5)


@pytest.mark.parametrize("hertz", [8000, 16000])
def test_other_rates_are_taken_to_8_khz(hertz: int) -> None:
    prepared = ready(resample(on_a_line(), HERTZ, hertz), hertz)
    assert len(prepared.samples) / HERTZ == pytest.approx(1.0 + BEFORE_SECONDS + AFTER_SECONDS, abs=0.15)


def test_no_digital_silence_is_left() -> None:
    quiet = np.concatenate([np.zeros(4000, np.int16), voice(), np.zeros(4000, np.int16)])
    margin = ready(quiet).samples[:480]
    assert level(margin).mean() == pytest.approx(SPEECH_LEVEL_DB + MASKING_DB, abs=2)


@pytest.mark.parametrize("ratio", [10.0, 20.0])
def test_the_quality_tells_how_noisy_the_line_is(ratio: float) -> None:
    assert ready(white(on_a_line(), ratio)).quality.snr_db == pytest.approx(ratio + 4, abs=4)


def test_the_quality_tells_what_was_lost_and_clipped() -> None:
    good = ready(on_a_line()).quality
    assert good.lost == 0
    assert good.clipped < 0.005
    holed = damage.lose_packets(on_a_line(), 0.1, np.random.default_rng(RNG_SEED))
    assert 0.03 < ready(holed).quality.lost < 0.2
    assert ready(damage.clip(on_a_line(), 12)).quality.clipped > 0.03


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(np.zeros(0, np.int16), id="nothing"),
        pytest.param(np.zeros(16000, np.int16), id="digital silence"),
        pytest.param(np.full(16000, 8, np.int16), id="what A-law makes of silence"),
        pytest.param(np.random.default_rng(1).normal(0, 300, 16000).astype(np.int16), id="steady noise"),
        pytest.param((3000 * np.sin(np.arange(16000) / 3)).astype(np.int16), id="a steady tone"),
        pytest.param((8000 * np.sin(np.arange(16000) * np.pi / 80)).astype(np.int16), id="hum"),
        pytest.param(damage.add_key_tone(np.full(8000, 300, np.int16)), id="a key"),
        pytest.param(voice(0.03), id="less than any word"),
    ],
)
def test_where_nobody_speaks_there_is_nothing_to_decode(samples: Pcm) -> None:
    assert prepare(samples, HERTZ) is None


def test_what_another_ear_is_given_is_the_stretch_as_it_came() -> None:
    line = DAMAGES["10 dB of white noise"](on_a_line())
    given = ready(line).whole
    assert len(given.as_it_came) == len(given.ready)
    assert given.as_it_came.tobytes() in line.tobytes()


def test_preparing_the_same_audio_twice_gives_the_same() -> None:
    assert ready(on_a_line()).samples.tobytes() == ready(on_a_line()).samples.tobytes()


@pytest.mark.parametrize("name", ["nothing", "35 dB quieter", "10 dB of white noise", "5 % of packets lost"])
def test_what_was_said_after_a_pause_is_made_ready_by_itself(name: str) -> None:
    hesitation = on_a_line(after=0.0)[: -round(0.6 * HERTZ)]
    whole = ready(damage.a_law(DAMAGES[name](np.concatenate([hesitation, on_a_line()]))))
    assert whole.last is not None
    spoken = len(whole.last.ready) / HERTZ - BEFORE_SECONDS - AFTER_SECONDS
    assert SPOKEN_SECONDS - 0.15 <= spoken <= SPOKEN_SECONDS + 0.3
    assert len(whole.samples) - len(whole.last.ready) >= 0.5 * HERTZ
    assert np.percentile(level(whole.last.ready), 95) == pytest.approx(SPEECH_LEVEL_DB, abs=0.5)


def test_without_a_pause_there_is_nothing_after_one() -> None:
    assert ready(on_a_line()).last is None


@settings(max_examples=examples(40))
@given(st.binary(max_size=6000), st.sampled_from([8000, 16000]), st.integers(1, 60))
def test_any_samples_can_be_prepared(pcm: bytes, hertz: int, times: int) -> None:
    samples = np.repeat(np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.int16), times)[:20000]
    prepared = prepare(samples, hertz)
    if prepared is not None:
        assert prepared.samples.dtype == np.int16
        assert 0 <= prepared.quality.lost <= 1
        assert 0 <= prepared.quality.clipped <= 1
        assert -20 <= prepared.quality.snr_db <= 60
