"""Both ears with their real models: people say places, of which PocketSphinx alone mistakes or doubts some."""

from collections import Counter
from pathlib import Path

import pytest

from bench.speech.clips import ClipSet
from bench.speech.line import over_the_line, sent
from bench.speech.materials import Material, human_sets
from tools.carried import whisper_base
from veertien.speech import GrammarSpec, Phrase
from veertien.speech.recognition.joining import joined
from veertien.speech.recognition.recogniser import Recogniser, Recognition
from veertien.speech.second_ear import SecondEar


@pytest.fixture(scope="module")
def place_words() -> ClipSet:
    (found,) = human_sets(Material(None, Path("nowhere"), None)).sets
    return found


@pytest.fixture(scope="module")
def heard(
    recogniser: Recogniser, names_0229: GrammarSpec, place_words: ClipSet
) -> list[tuple[str, Recognition, Recognition]]:
    """What was said, what PocketSphinx made of it among these places and all names of 0229, and what both ears did."""
    said = tuple(Phrase(text, key) for key, text in place_words.texts().items())
    spec = GrammarSpec("places", (*said, *names_0229.phrases))
    ear = SecondEar(whisper_base())
    answers = []
    for clip in place_words.clips:
        first = recogniser.recognise(sent(over_the_line(clip)), 8000, spec)
        second = ear.hear(first.doubt.pcm, 8000, first.doubt.texts) if first.doubt else None
        answers.append((clip.key, first, joined(first, second)))
    return answers


@pytest.mark.slow
def test_together_they_mistake_a_third_less_than_one_did(
    heard: list[tuple[str, Recognition, Recognition]],
) -> None:
    wrong = Counter(ears for said, *both in heard for ears, one in enumerate(both, 1) if not _is_right(one, said))
    assert wrong[1] >= 2
    assert wrong[2] <= wrong[1] * 2 / 3


@pytest.mark.slow
def test_what_is_right_becomes_surer_and_what_is_wrong_does_not(
    heard: list[tuple[str, Recognition, Recognition]],
) -> None:
    doubted = [(said, first, both) for said, first, both in heard if first.doubt]
    assert len(doubted) >= 8
    right = [(first, both) for said, first, both in doubted if _is_right(first, said) and _is_right(both, said)]
    surer = [both.guesses[0].confidence > first.guesses[0].confidence for first, both in right]
    assert sum(surer) > len(surer) / 2
    assert not any(both.guesses[0].confidence >= 0.9 for said, _, both in doubted if not _is_right(both, said))


def _is_right(recognition: Recognition, said: str) -> bool:
    return bool(recognition.guesses) and recognition.guesses[0].key == said
