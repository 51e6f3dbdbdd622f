"""What callers would hear of a recording: each flaw with its cure."""

import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.conversation import Language, Prompt, PromptId
from veertien.prompts.recorded.recording_checks import flaws, unrecorded
from veertien.prompts.rendering import level
from veertien.speech.line.clipping import to_int16

Samples = NDArray[np.int16]


def speech(seconds: float = 1.0, hertz: int = 8000) -> Samples:
    """Something as loud and as uneven as speech, at -20 dBFS."""
    at = np.arange(int(hertz * seconds)) / hertz
    voiced = np.sin(2 * np.pi * 220 * at) * (1.1 + np.sin(2 * np.pi * 4 * at))
    return level(np.rint(6000 * voiced).astype(np.int16))


def silence(seconds: float, hertz: int = 8000) -> Samples:
    return np.zeros(int(hertz * seconds), np.int16)


def amplified(pcm: Samples, decibel: float) -> Samples:
    return to_int16(pcm * 10 ** (decibel / 20))


@pytest.mark.parametrize("hertz", [8000, 16000])
def test_a_good_recording_has_none(hertz: int) -> None:
    good = np.concatenate([silence(0.1, hertz), speech(2, hertz), silence(0.4, hertz)])
    assert list(flaws(good, hertz)) == []


@pytest.mark.parametrize("decibel", [-3, 3])
def test_a_level_that_nobody_hears_as_another_is_none(decibel: float) -> None:
    assert list(flaws(amplified(speech(), decibel), 8000)) == []


@pytest.mark.parametrize(
    ("pcm", "said"),
    [
        (amplified(speech(), -14), "at -34 dBFS; raise it by 14 dB, to -20"),
        (amplified(speech(), 6), "at -14 dBFS; lower it by 6 dB, to -20"),
        (np.concatenate([silence(0.5), speech()]), "0.5 s of silence at the beginning; cut it to 0.15 s or less"),
        (np.concatenate([speech(), silence(1.2)]), "1.2 s of silence at the end; cut it to 0.5 s or less"),
        (speech(9.1), "9.1 s long; make it 8 s or less"),
        (silence(1), "silent; record it again"),
        (silence(1)[:0], "silent; record it again"),
        (silence(1) + np.int16(3), "silent; record it again"),
    ],
)
def test_what_callers_would_hear_is_told_with_the_cure(pcm: Samples, said: str) -> None:
    (found,) = flaws(pcm, 8000)
    assert said in found


@pytest.mark.parametrize("hertz", [8000, 16000])
def test_clipping_is_told_with_its_place(hertz: int) -> None:
    quiet = speech(1, hertz)
    clipped = np.concatenate([quiet, amplified(speech(0.5, hertz), 25), quiet])
    (place,) = [re.match(r"clipped at ([0-9.]+) s; record it again", flaw) for flaw in flaws(clipped, hertz)][:1]
    assert place
    assert 1.0 <= float(place[1]) < 1.3


def test_one_sample_at_full_scale_is_no_clipping() -> None:
    loud = speech()
    loud[4000] = 32767
    assert list(flaws(loud, 8000)) == []


def test_names_of_which_one_is_recorded_and_another_is_not_are_told() -> None:
    names = ("Hoorn", "Medemblik", "Opmeer")
    prompts = [Prompt(identity, name) for identity in (PromptId.CONFIRM, PromptId.PROPOSE) for name in names]
    prompts += [replace(prompt, language=Language.ENGLISH) for prompt in prompts]
    assert list(unrecorded(prompts, {"ask"})) == []
    assert list(unrecorded(prompts, {"confirm-hoorn", "en-propose-medemblik"})) == [
        "confirm in nl: 1 of 3 names are recorded, another voice says the rest; record confirm-medemblik, "
        "confirm-opmeer",
        "propose in en: 1 of 3 names are recorded, another voice says the rest; record en-propose-hoorn, "
        "en-propose-opmeer",
    ]


def test_many_names_that_are_missing_are_counted() -> None:
    prompts = [Prompt(PromptId.CONFIRM, f"N{number}") for number in range(30)]
    (told,) = unrecorded(prompts, {"confirm-n0"})
    assert told.endswith("confirm-n10 and 19 more")
