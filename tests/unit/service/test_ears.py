"""PocketSphinx's answer first, and the second ear's say in it, as far as that comes in time."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from veertien.conversation import Expect, Guess, Listen
from veertien.service.calls.ears import Ears
from veertien.speech import Recognition
from veertien.speech.acoustic_model.acoustics import load_model, shipped_model
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.processes.recognisers import RecogniserPool
from veertien.speech.processes.second_ears import SecondEarPool, SecondEarUnavailableError
from veertien.speech.recognition.doubt import Candidate, Doubt
from veertien.speech.recognition.second_opinion import CameOfAsking
from veertien.speech.second_ear import SecondHearing

HOORN, MEDEMBLIK = "GM0405", "GM0420"
LISTEN = Listen(Expect.CHOICE)


@pytest.fixture(scope="module")
def doubtful() -> Recognition:
    with shipped_model() as model:
        weights = load_model(model).joining
    candidates = tuple(
        Candidate((Phrase(text, key),), text, score, 0.0, sure, may_go_on=False)
        for text, key, score, sure in (("Hoorn", HOORN, -100.0, 0.6), ("Medemblik", MEDEMBLIK, -101.0, 0.4))
    )
    guesses = (Guess(HOORN, 0.6, "Hoorn"), Guess(MEDEMBLIK, 0.4, "Medemblik"))
    return Recognition(guesses, 1.0, 0.05, doubt=Doubt(b"\0\0" * 8000, candidates, weights))


class Second(SecondEarPool):
    """A second ear of which it is known what it hears; None for nothing in time."""

    def __init__(self, scores: tuple[float, ...] | None, ready: int = 1) -> None:
        super().__init__(Path("nowhere"))
        self._scores = scores
        self._up = ready
        self.asked: list[tuple[str, ...]] = []
        self.listened: list[bytes] = []

    @property
    def ready(self) -> int:
        return self._up

    def listen(self, pcm: bytes) -> None:
        self.listened.append(pcm)

    async def hear(
        self, pcm: bytes, hertz: int, texts: Sequence[str], urgent: asyncio.Event | None = None
    ) -> SecondHearing:
        self.asked.append(tuple(texts))
        if self._scores is None:
            raise SecondEarUnavailableError("no answer")
        return SecondHearing(self._scores, (1,) * len(texts), "", -5.0, 2, 0.2, 0.2)


async def understood(recognition: Recognition, second: Second | None) -> Recognition:
    assert recognition.doubt
    return await Ears(RecogniserPool(1), second).reconsider(recognition, recognition.doubt, asyncio.Event())


async def test_without_a_second_ear_doubt_changes_nothing(doubtful: Recognition) -> None:
    assert await understood(doubtful, None) is doubtful


async def test_in_doubt_the_second_ear_may_change_the_answer(doubtful: Recognition) -> None:
    second = Second((-30.0, 5.0))
    heard = await understood(doubtful, second)
    assert second.asked == [("Hoorn", "Medemblik")]
    assert heard.guesses[0].key == MEDEMBLIK
    assert heard.second_opinion
    assert heard.second_opinion.came is CameOfAsking.CHANGED


async def test_in_doubt_the_second_ear_may_agree(doubtful: Recognition) -> None:
    heard = await understood(doubtful, Second((5.0, -30.0)))
    assert heard.guesses[0].key == HOORN
    assert heard.second_opinion
    assert heard.second_opinion.came is CameOfAsking.AGREED


WITHOUT_AN_ANSWER = {
    "no answer": Second(None),
    "not there": Second((0.0, 0.0), ready=0),
    "an answer that makes no sense": Second((0.0, 0.0, 0.0)),
}


@pytest.mark.parametrize("second", WITHOUT_AN_ANSWER.values(), ids=WITHOUT_AN_ANSWER)
async def test_without_its_answer_pocketsphinxs_stands(doubtful: Recognition, second: Second) -> None:
    heard = await understood(doubtful, second)
    assert heard.guesses == doubtful.guesses
    assert heard.second_opinion
    assert heard.second_opinion.came is CameOfAsking.UNAVAILABLE


async def test_one_that_is_being_started_is_not_asked(doubtful: Recognition) -> None:
    second = Second((0.0, 0.0), ready=0)
    await understood(doubtful, second)
    assert second.asked == []


class Pressed(RecogniserPool):
    """Recognisers that others wait for."""

    pressed = True


def test_the_second_ear_listens_while_pocketsphinx_does() -> None:
    second = Second(None)
    Ears(RecogniserPool(1), second).begin(b"said")
    assert second.listened == [b"said"]


def test_where_answers_wait_the_second_ear_does_not_listen() -> None:
    second = Second(None)
    Ears(Pressed(1), second).begin(b"said")
    assert second.listened == []


def test_without_a_second_ear_nothing_listens_beside_pocketsphinx() -> None:
    Ears(RecogniserPool(1)).begin(b"said")
