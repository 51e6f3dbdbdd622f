"""Which of many texts a recording is taken for, and how well the right one fits."""

import numpy as np
import pytest

from veertien.gazetteer import PHONES
from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import PhoneticModel
from veertien.training.judging.judgement import TrialRecording, judge
from veertien.training.progress import Unseen

SAID: dict[str, list[Words]] = {
    "os": [(("ɔ", "s"),)],
    "ei": [(("ɛi",),)],
    "hoor": [(("h", "oː"), ("r",)), (("h", "oː"),)],
}


@pytest.fixture(scope="module")
def recordings() -> list[TrialRecording]:
    rng = np.random.default_rng(7)
    return [TrialRecording(rng.normal(0, 2, (40, 3, 13)).astype(np.float32), text) for text in SAID]


def test_the_fit_of_the_right_text_is_the_same_among_many(
    small_model: PhoneticModel, recordings: list[TrialRecording]
) -> None:
    rng = np.random.default_rng(11)
    others: dict[str, list[Words]] = {str(number): [(tuple(rng.choice(PHONES, 4).tolist()),)] for number in range(700)}
    few, many = (judge(small_model, recordings, choices, Unseen()) for choices in (SAID, {**SAID, **others}))
    assert (many.recordings, many.choices) == (3, 703)
    assert many.log_likelihood == pytest.approx(few.log_likelihood, rel=1e-6)


def test_a_text_is_understood_when_none_fits_better(
    small_model: PhoneticModel, recordings: list[TrialRecording]
) -> None:
    heard = recordings[:1]
    assert judge(small_model, heard, {"os": SAID["os"]}, Unseen()).accuracy == 1.0
    # What sounds alike goes to the text that comes first.
    assert judge(small_model, heard, {"other": SAID["os"], "os": SAID["os"]}, Unseen()).accuracy == 0.0


def test_a_phone_sounds_as_its_place_in_its_word_has_it(
    small_model: PhoneticModel, recordings: list[TrialRecording]
) -> None:
    apart, together = (
        judge(small_model, recordings[:1], {"os": [words]}, Unseen())
        for words in ((("ɔ", "s"), ("t",)), (("ɔ", "s", "t"),))
    )
    assert apart.log_likelihood != together.log_likelihood
