"""When speech starts and ends, in 20 ms frames of 8 kHz."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.speech import damage
from veertien.speech.endpointing import FRAME_BYTES, HERTZ, Endpointer, SpeechStarted, Utterance

Samples = NDArray[np.float64]
Pcm = NDArray[np.int16]


def noise(decibel: float, seconds: float) -> Samples:
    """White noise at a level relative to full scale."""
    return np.random.default_rng(1).normal(0, 32768 * 10 ** (decibel / 20), round(seconds * HERTZ))


def voice(seconds: float) -> Samples:
    """A buzz of 120 Hz with formants whose loudness comes and goes as syllables do."""
    at = np.arange(round(seconds * HERTZ)) / HERTZ
    buzz = sum(np.sin(2 * np.pi * 120 * k * at) / (1 + abs(120 * k - 600) / 200) for k in range(1, 25))
    syllables = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * at)
    return np.asarray(4000 * buzz * syllables + noise(-60, seconds)[: len(at)], dtype=np.float64)


def frames(samples: Samples) -> list[bytes]:
    pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


def events(samples: Samples, endpointer: Endpointer | None = None) -> list[SpeechStarted | Utterance]:
    endpointer = endpointer or Endpointer()
    return [event for frame in frames(samples) if (event := endpointer.feed(frame))]


QUIET = noise(-65, 1.0)


def test_speech_between_silences_is_one_start_and_one_utterance() -> None:
    heard = events(np.concatenate([QUIET, voice(1.0), QUIET]))
    assert [type(event) for event in heard] == [SpeechStarted, Utterance]


def test_an_utterance_has_what_came_before_its_start_was_sure_and_ends_with_the_silence() -> None:
    spoken = voice(1.0)
    (_, utterance) = events(np.concatenate([QUIET, spoken, QUIET]))
    assert isinstance(utterance, Utterance)
    seconds = len(utterance.pcm) / 2 / HERTZ
    assert 1.0 + 0.6 <= seconds <= 1.0 + 0.6 + 0.7
    assert spoken.astype("<i2").tobytes() in utterance.pcm


@pytest.mark.parametrize("trailing", [0.3, 0.9])
def test_the_silence_that_ends_an_utterance_can_be_chosen(trailing: float) -> None:
    stream = frames(np.concatenate([QUIET, voice(1.0), QUIET, QUIET]))
    endpointer = Endpointer(trailing_silence_seconds=trailing)
    end = next(at for at, frame in enumerate(stream) if isinstance(endpointer.feed(frame), Utterance))
    assert 2.0 + trailing - 0.1 <= end * 0.02 <= 2.0 + trailing + 0.3


def test_a_pause_shorter_than_that_does_not_end_it() -> None:
    heard = events(np.concatenate([QUIET, voice(0.6), QUIET[:2400], voice(0.6), QUIET]))
    assert [type(event) for event in heard] == [SpeechStarted, Utterance]


def test_endless_speech_ends_at_the_longest_utterance_and_starts_anew() -> None:
    heard = events(np.concatenate([QUIET, voice(5.0)]), Endpointer(longest_seconds=2.0))
    assert [type(event) for event in heard[:3]] == [SpeechStarted, Utterance, SpeechStarted]
    assert isinstance(heard[1], Utterance)
    assert len(heard[1].pcm) == 2 * HERTZ * 2


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def talkers(count: int) -> Samples:
    """Six people at once, each a voice with pauses."""
    one = np.concatenate([voice(1.3), QUIET[:4000]]).astype(np.int16)
    return damage.babble([one] * 6, count, rng())


DAMAGES: dict[str, Callable[[Pcm], Pcm]] = {
    "white noise 10 dB below": lambda pcm: damage.add_noise(pcm, damage.white_noise(len(pcm), rng()), 10),
    "voices 12 dB below": lambda pcm: damage.add_noise(pcm, talkers(len(pcm)), 12),
    "35 dB quieter": lambda pcm: damage.gain(pcm, -35),
    "20 dB too loud": lambda pcm: damage.gain(pcm, 20),
    "5 % of packets lost": lambda pcm: damage.lose_packets(pcm, 0.05, rng()),
    "5 % of packets repeated": lambda pcm: damage.lose_packets(pcm, 0.05, rng(), repeat=True),
    "hum as loud": lambda pcm: damage.add_hum(pcm, 0),
    "silence not sent": lambda pcm: damage.suppress_silence(pcm),
    "clicks": lambda pcm: damage.add_clicks(pcm, 5, rng()),
    "an offset": lambda pcm: damage.offset(pcm, 0.1),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_on_a_bad_line_an_utterance_is_found_once_and_whole(name: str) -> None:
    line = np.concatenate([QUIET, QUIET, voice(1.0), QUIET, QUIET]).astype(np.int16)
    heard = events(damage.a_law(DAMAGES[name](line)).astype(np.float64))
    assert [type(event) for event in heard] == [SpeechStarted, Utterance]
    assert isinstance(heard[1], Utterance)
    assert 1.0 + 0.6 - 0.2 <= len(heard[1].pcm) / 2 / HERTZ <= 1.0 + 0.6 + 0.8


click = QUIET.copy()
click[4000:4008] = 20000
burst = QUIET.copy()
burst[4000:4240] = 8000 * np.random.default_rng(2).normal(size=240)
TONE = 3000 * np.sin(2 * np.pi * 425 * np.arange(4 * HERTZ) / HERTZ)

KEYS = TONE + 3000 * np.sin(2 * np.pi * 1336 * np.arange(4 * HERTZ) / HERTZ)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(np.zeros(4 * HERTZ), id="digital silence"),
        pytest.param(np.concatenate([click, QUIET]), id="a click"),
        pytest.param(np.concatenate([burst, QUIET]), id="a burst of 30 ms"),
        pytest.param(noise(-60, 4), id="line noise"),
        pytest.param(noise(-40, 4), id="loud steady noise"),
        pytest.param(TONE, id="a steady tone"),
        pytest.param(damage.add_hum(noise(-65, 4).astype(np.int16), -40).astype(np.float64), id="hum"),
        pytest.param(noise(-65, 4) + TONE * (np.arange(4 * HERTZ) % (2 * HERTZ) > HERTZ), id="ringing"),
        pytest.param(noise(-65, 4) + KEYS * (np.arange(4 * HERTZ) % HERTZ < 1200), id="keys"),
        pytest.param(10 ** np.linspace(0, 1, 4 * HERTZ) * noise(-60, 4), id="noise that grows by 5 dB a second"),
    ],
)
def test_what_is_no_speech_starts_nothing(sound: Samples) -> None:
    assert events(sound) == []


def test_noise_that_begins_at_once_is_not_taken_for_speech_for_long() -> None:
    heard = events(np.concatenate([QUIET, noise(-30, 8.0)]))
    lengths = [len(event.pcm) / 2 / HERTZ for event in heard if isinstance(event, Utterance)]
    assert len(lengths) <= 1
    assert sum(lengths) < 5


def test_after_a_reset_what_was_half_heard_is_forgotten() -> None:
    endpointer = Endpointer()
    assert events(np.concatenate([QUIET, voice(1.0)]), endpointer) == [SpeechStarted()]
    endpointer.reset()
    assert events(QUIET, endpointer) == []


@pytest.mark.parametrize("size", [0, 319, 321, 640])
def test_only_whole_frames_are_taken(size: int) -> None:
    with pytest.raises(ValueError, match=f"{size} bytes"):
        Endpointer().feed(bytes(size))


def test_a_silence_longer_than_the_longest_utterance_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Endpointer(trailing_silence_seconds=9.0)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.binary(min_size=FRAME_BYTES, max_size=FRAME_BYTES), max_size=12), st.integers(1, 20))
def test_whatever_comes_in_starts_alternate_with_utterances_and_none_is_too_long(pool: list[bytes], times: int) -> None:
    endpointer = Endpointer(trailing_silence_seconds=0.1, longest_seconds=1.0)
    heard = [event for frame in pool * times if (event := endpointer.feed(frame))]
    assert all(isinstance(event, SpeechStarted) == (at % 2 == 0) for at, event in enumerate(heard))
    assert all(len(event.pcm) <= 2 * HERTZ for event in heard if isinstance(event, Utterance))
