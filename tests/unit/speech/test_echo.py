"""Whether a sound is what was just played, coming back."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.line.endpointing import Echo

FRAME = 160
SECOND = 8000


def sound(seed: int, seconds: float) -> NDArray[np.float64]:
    """Something with a waveform of its own."""
    return np.random.default_rng(seed).normal(0, 4000, round(seconds * SECOND))


def following(sent: NDArray[np.float64]) -> Echo:
    echo = Echo()
    for frame in sent.astype("<i2").reshape(-1, FRAME):
        echo.follow(frame.tobytes())
    return echo


def pcm(samples: NDArray[np.float64]) -> bytes:
    return samples.astype("<i2").tobytes()


SENT = sound(1, 1.0)


@pytest.mark.parametrize("delay", [0, 1, 77, 160, 1600, 3999])
def test_what_was_played_within_half_a_second_is_an_echo_however_late_it_comes(delay: int) -> None:
    assert following(SENT).explains(pcm(SENT[SECOND - 1600 - delay : SECOND - delay] / 10))


def test_what_was_played_long_ago_is_none() -> None:
    assert not following(SENT).explains(pcm(SENT[0:1600] / 10))


def test_another_sound_is_none() -> None:
    assert not following(SENT).explains(pcm(sound(2, 0.2) / 10))


def test_of_silence_there_is_none() -> None:
    assert not following(np.zeros(SECOND)).explains(pcm(sound(2, 0.2) / 10))


def test_what_is_as_loud_as_the_prompt_is_none() -> None:
    assert not following(SENT).explains(pcm(SENT[-1600:] / 2))


def test_a_voice_6_decibel_above_the_echo_gets_through() -> None:
    assert not following(SENT).explains(pcm(SENT[-1600:] / 20 + sound(2, 0.2) / 10))


def test_silence_is_none() -> None:
    assert not following(SENT).explains(bytes(3200))
