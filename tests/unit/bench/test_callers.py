"""How the bench's synthetic callers say names."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.speech.callers import JUDGES, Callers
from veertien.gazetteer.pronunciations import Words
from veertien.speech import Espeak
from veertien.speech.sounds.espeak import NORMAL_WPM
from veertien.training.sounds.callers import TRAINING_VOICES

Sound = tuple[NDArray[np.int16], int]


class ListeningEspeak(Espeak):
    """Notes the texts and the pronunciations it is given to say."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.pronounced: list[tuple[str, str]] = []

    def synthesise(self, text: str, voice: str = "nl", rate_wpm: int = NORMAL_WPM) -> Sound:
        self.texts.append(text)
        return super().synthesise(text, voice, rate_wpm)

    def pronounce(self, words: Words, voice: str = "nl", rate_wpm: int = NORMAL_WPM, frame: str = "{}") -> Sound:
        self.pronounced.append((" ".join("".join(word) for word in words), frame))
        return super().pronounce(words, voice, rate_wpm, frame)


@pytest.fixture
def espeak() -> Iterator[ListeningEspeak]:
    with ListeningEspeak() as espeak:
        yield espeak


def test_a_name_that_espeak_ng_says_rightly_is_left_to_it(espeak: ListeningEspeak) -> None:
    clip = Callers(espeak).speak("Hoorn", 0, "gemeente {}")
    assert (espeak.texts, espeak.pronounced) == (["gemeente Hoorn"], [])
    assert (clip.text, clip.speaker) == ("gemeente Hoorn", JUDGES[0])


def test_a_name_that_espeak_ng_says_wrongly_is_pronounced_as_dutch_people_do(espeak: ListeningEspeak) -> None:
    clip = Callers(espeak).speak("Enschede", 1, "gemeente {}")
    assert (espeak.texts, espeak.pronounced) == ([], [("ɛnsxədeː", "gemeente {}")])
    assert (clip.text, clip.speaker) == ("gemeente Enschede", JUDGES[1])
    assert np.abs(clip.samples.astype(int)).max() > 2000


def test_no_judge_has_taught_the_model() -> None:
    assert not set(JUDGES) & set(TRAINING_VOICES)
