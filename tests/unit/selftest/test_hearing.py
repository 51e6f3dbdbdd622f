"""What a test caller makes out: that a prompt is over, and the other side's tone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.frames import FRAME_BYTES, SILENCE
from veertien.selftest.hearing import CALLER_HERTZ, TRUNK_HERTZ, PromptEar, ToneEar, tone


def frames(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)]


SPOKEN = frames(tone(300, 0.6))
PAUSE, QUIET = [SILENCE] * 20, [SILENCE] * 60


def test_a_prompt_is_over_once_and_has_its_length_without_the_silence_around_it() -> None:
    ear = PromptEar()
    over = [ear.hear(frame) for frame in (*QUIET, *SPOKEN, *PAUSE, *SPOKEN, *QUIET, *QUIET)]
    assert over.count(True) == 1
    assert list(ear.prompts) == pytest.approx([1.2])


def test_a_click_is_no_prompt() -> None:
    ear = PromptEar()
    assert not any(ear.hear(frame) for frame in (*SPOKEN[:3], *QUIET))
    assert ear.prompts == ()


def test_one_that_goes_on_is_among_them() -> None:
    ear = PromptEar()
    assert not any(ear.hear(frame) for frame in SPOKEN)
    assert list(ear.prompts) == pytest.approx([0.6])


@given(st.lists(st.sampled_from([SILENCE, SPOKEN[0]]), max_size=300))
@settings(max_examples=examples(100))
def test_whatever_comes_no_sound_is_heard_twice(heard: list[bytes]) -> None:
    ear = PromptEar()
    for frame in heard:
        ear.hear(frame)
    assert sum(ear.prompts) <= heard.count(SPOKEN[0]) * 0.02 + 1e-6


@pytest.mark.parametrize("hertz", [CALLER_HERTZ, TRUNK_HERTZ])
def test_a_tone_is_heard_from_wherever_it_begins_and_no_other_is_taken_for_it(hertz: int) -> None:
    for other in (CALLER_HERTZ, TRUNK_HERTZ, 425, 1000):
        ear = ToneEar(hertz)
        for frame in frames(tone(other, 0.5)[54:-266]):
            ear.hear(frame)
        assert ear.heard is (other == hertz), other


def test_noise_and_silence_are_no_tone() -> None:
    noise = np.random.default_rng(1).integers(-9000, 9000, 8000).astype(np.int16).tobytes()
    ear = ToneEar(TRUNK_HERTZ)
    for frame in (*frames(noise), *QUIET):
        ear.hear(frame)
    assert not ear.heard
