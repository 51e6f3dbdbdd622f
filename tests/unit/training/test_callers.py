"""Synthetic callers: who says what, and that a seed decides it."""

import subprocess
import sys

import numpy as np
import pytest

from tests.unit.shipped import NAMES
from veertien.speech.sounds.espeak import MAX_TEXT, EspeakError
from veertien.training.sounds.callers import TRAINING_VOICES, names_to_say, synthetic_callers

SAY = """
import hashlib
from veertien.training.sounds.callers import synthetic_callers
for said in synthetic_callers(["Hoorn", "Medemblik"], 7, 2):
    print(said.voice, hashlib.sha256(said.samples.tobytes()).hexdigest())
"""


def test_each_text_is_said_as_often_as_asked() -> None:
    said = list(synthetic_callers(["Hoorn", "Welke gemeente wilt u spreken?"], 1, 3))
    assert [one.text for one in said] == ["Hoorn"] * 3 + ["Welke gemeente wilt u spreken?"] * 3
    for one in said:
        assert one.samples.dtype == np.float64
        assert 0.3 < len(one.samples) / 16000 < 5
        assert 1000 < np.abs(one.samples).max() < 40000
    # Rate and pitch are drawn for each; two of six may come to the same length.
    assert len({len(one.samples) for one in said}) >= 4


def test_as_many_takes_as_voices_have_each_voice_once() -> None:
    voices = [said.voice for said in synthetic_callers(["Ede"], 1, len(TRAINING_VOICES))]
    assert sorted(voices) == sorted(TRAINING_VOICES)


@pytest.mark.slow
def test_a_seed_decides_every_sample_in_a_fresh_process() -> None:
    first, second = (
        subprocess.run([sys.executable, "-c", SAY], capture_output=True, check=True, text=True).stdout for _ in range(2)
    )
    assert first == second
    assert len(set(first.splitlines())) == 4


def test_another_seed_is_another_take() -> None:
    (one,), (other,) = (list(synthetic_callers(["Hoorn"], seed)) for seed in (1, 2))
    assert one.samples.tobytes() != other.samples.tobytes()


def test_a_text_that_can_not_be_said_is_refused() -> None:
    with pytest.raises(EspeakError):
        list(synthetic_callers(["a" * (MAX_TEXT + 1)], 1))


def test_all_municipalities_and_villages_are_there_to_say() -> None:
    names = names_to_say(NAMES)
    assert {"Hoorn", "Opperdoes", "Wognum", "Den Haag"} <= set(names)
    assert len(names) == len(set(names)) > 2000
    assert list(names) == sorted(names)
