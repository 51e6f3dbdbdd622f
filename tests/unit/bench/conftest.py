from collections.abc import Callable

import numpy as np
import pytest

from bench.speech.clips import Clip, ClipSet
from veertien.conversation import Guess
from veertien.speech import GrammarSpec, Recognition


class ScriptedEngine:
    """Answers what it is told to, whatever it hears; keeps what it was asked."""

    name = "scripted"

    def __init__(self, *answers: tuple[tuple[str, float], ...]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[bytes, GrammarSpec]] = []

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        self.asked.append((pcm, spec))
        guesses = self._answers.pop(0)
        return Recognition(tuple(Guess(key, sure, key) for key, sure in guesses), len(pcm) / 2 / hertz, 0.01)


@pytest.fixture
def scripted() -> Callable[..., ScriptedEngine]:
    return ScriptedEngine


@pytest.fixture
def clips() -> ClipSet:
    """Twelve texts, the first of them said by two people."""
    texts = [f"zin nummer {number}" for number in range(12)]
    said = [*((text, "one") for text in texts), (texts[0], "two")]
    rng = np.random.default_rng(14)
    clips = tuple(Clip(text, rng.integers(-5000, 5000, 4000, np.int16), 8000, who) for text, who in said)
    return ClipSet("test", clips, tuple(texts))
