"""More than a bare name: hesitations, sentences, corrections and doubt, said over a telephone line."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.conversation import Guess, Policy
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.recognition.recogniser import Recogniser

VOICES = ("nl+f2", "nl+m3", "nl+Annie", "nl+david")
HOORN, MEDEMBLIK = "GM0405", "GM0420"

Hear = Callable[[str, str], tuple[Guess, ...]]


@pytest.fixture(scope="module")
def hear(recogniser: Recogniser, caller: Callable[[str, str], NDArray[np.int16]], names_0229: GrammarSpec) -> Hear:
    return lambda text, voice: (
        recogniser.recognise(caller(text, voice).astype("<i2").tobytes(), 8000, names_0229).guesses
    )


@pytest.mark.parametrize(
    ("said", "key"),
    [
        pytest.param("euh, Medemblik", MEDEMBLIK, id="a hesitation"),
        pytest.param("Hoorn, nee Medemblik", MEDEMBLIK, id="a correction"),
        pytest.param("ik moet in Medemblik zijn", MEDEMBLIK, id="a sentence"),
        pytest.param("niet Hoorn maar Medemblik", MEDEMBLIK, id="not this but that"),
    ],
)
def test_half_of_these_callers_at_least_are_understood(hear: Hear, said: str, key: str) -> None:
    best = [guesses[0].key if (guesses := hear(said, voice)) else None for voice in VOICES]
    assert best.count(key) >= 2, best


def test_a_choice_of_two_names_is_never_taken_for_one(hear: Hear) -> None:
    heard = [hear("Hoorn of Medemblik", voice) for voice in VOICES]
    assert all(guesses[0].confidence < Policy().accept for guesses in heard if guesses)


def test_half_of_these_choices_at_least_are_heard_as_both(hear: Hear) -> None:
    heard = [{guess.key for guess in hear("Hoorn of Medemblik", voice)[:2]} for voice in VOICES]
    assert heard.count({HOORN, MEDEMBLIK}) >= 2, heard
