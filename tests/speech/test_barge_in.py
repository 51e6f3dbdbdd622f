"""What stops a prompt: a caller's voice does; the prompt's own echo, noise and music do not.

The prompts are the real ones, the voices are recordings of people (tests/speech/recordings).
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.speech import damage
from veertien.conversation import Prompt, PromptId
from veertien.frames import FRAME_BYTES
from veertien.prompts import PromptStore, Voices
from veertien.speech.line.endpointing import Endpointer, SpeechBegan
from veertien.speech.line.wav import read_wav
from veertien.speech.sounds.espeak import Espeak

Pcm = NDArray[np.int16]

RECORDINGS = sorted((Path(__file__).parent / "recordings/place_words").glob("*.wav"))
HERTZ = 8000
LINE_NOISE = 30.0
"""Root mean square of the noise on the line, some 60 dB below full scale."""


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory, espeak: Espeak) -> Pcm:
    """The first question, and the whole of a list after it: half a minute of prompts."""
    store = PromptStore(tmp_path_factory.mktemp("prompts"), None, Voices(), espeak)
    prompts = [
        Prompt(PromptId.ASK),
        Prompt(PromptId.ASK_AGAIN),
        Prompt(PromptId.KEY_INTRO),
        Prompt(PromptId.KEY_PERSON),
    ]
    return np.concatenate([np.frombuffer(store.audio(prompt), "<i2") for prompt in prompts])


@pytest.fixture(scope="module")
def people() -> Pcm:
    """A prompt recorded by people: all recordings one after another, as loud as an ordinary call."""
    spoken = np.concatenate([read_wav(path).pcm for path in RECORDINGS[:12]])
    return damage.gain(spoken, 64.3 - damage.active_level(spoken))


def starts(line: Pcm, sent: Pcm) -> Iterator[float]:
    """Seconds at which a caller is taken to begin to speak, on a line on which `sent` is played."""
    endpointer = Endpointer()
    played = np.pad(sent, (0, max(0, len(line) - len(sent)))).astype("<i2").tobytes()
    heard = damage.a_law(line).astype("<i2").tobytes()
    for at in range(0, len(heard) - FRAME_BYTES + 1, FRAME_BYTES):
        if isinstance(endpointer.feed(heard[at : at + FRAME_BYTES], played[at : at + FRAME_BYTES]), SpeechBegan):
            yield at / 2 / HERTZ


def echo_of(sent: Pcm, decibel: float, delay_seconds: float) -> Pcm:
    """What comes back of it: softer, later, through a telephone's narrow band, and the noise of the line."""
    late = np.concatenate([np.zeros(round(delay_seconds * HERTZ), np.int16), sent, np.zeros(HERTZ, np.int16)])
    back = damage.gain(damage.telephone_band(late), decibel).astype(np.float64)
    return (back + np.random.default_rng(5).normal(0, LINE_NOISE, len(back))).astype(np.int16)


@pytest.mark.parametrize("delay_seconds", [0.0, 0.06, 0.2, 0.4])
@pytest.mark.parametrize("decibel", [-20, -25, -30, -35])
@pytest.mark.parametrize("whose", ["question", "people"])
def test_the_echo_of_our_own_prompt_is_no_speech(
    request: pytest.FixtureRequest, whose: str, decibel: float, delay_seconds: float
) -> None:
    sent = request.getfixturevalue(whose)
    assert list(starts(echo_of(sent, decibel, delay_seconds), sent)) == []


def test_the_same_echo_is_taken_for_speech_by_who_does_not_know_what_was_played(question: Pcm) -> None:
    """On a line that was quiet before."""
    sent = np.concatenate([np.zeros(4 * HERTZ, np.int16), question])
    assert list(starts(echo_of(sent, -25, 0.1), np.zeros_like(sent))) != []


@pytest.mark.parametrize(("level", "decibel"), [(64.3, -20), (64.3, -35), (54.3, -30), (54.3, -35)])
def test_a_caller_is_heard_over_the_prompt_and_its_echo(question: Pcm, level: float, decibel: float) -> None:
    """At an ordinary level and one 10 dB below."""
    late = []
    for path in RECORDINGS:
        spoken = read_wav(path).pcm
        spoken = damage.gain(spoken, level - damage.active_level(spoken))
        line = echo_of(question, decibel, 0.1).astype(np.int64)
        line[2 * HERTZ : 2 * HERTZ + len(spoken)] += spoken
        found = [at - 2 for at in starts(np.clip(line, -32768, 32767).astype(np.int16), question)]
        late.append(bool(found) and 0 <= found[0] <= len(spoken) / HERTZ)
    assert sum(late) >= len(RECORDINGS) - 1
