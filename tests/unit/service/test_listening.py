"""What a caller says, recognised at the pauses: the audio is real, the recogniser's answers are the test's."""

import asyncio
from collections.abc import Callable

import numpy as np

from tests.unit.asterisk.waiting import until
from veertien.callflow import QuestionClock
from veertien.conversation import Event, Expect, Guess, Heard, Listen, RecogniserFailed, SpeechStarted
from veertien.service.calls.listening import Listening
from veertien.speech import Recognition
from veertien.speech.processes.recognisers import RecogniserUnavailableError

QUESTION = Listen(Expect.CHOICE, frozenset())
CLEAR, VAGUE = (Guess("GM0405", 0.99, "Hoorn"),), (Guess("GM0405", 0.1, "Hoorn"),)
SILENCE = bytes(320)


class Line:
    """A caller's line into a `Listening`, frame by frame, and what it tells."""

    def __init__(self, answer: Callable[[bytes], tuple[Guess, ...]]) -> None:
        self.told: list[Event] = []
        self.recognised: list[bytes] = []
        self.urgent: list[asyncio.Event] = []
        self.held: asyncio.Event | None = None
        self._answer = answer
        self.listening = Listening(self._recognise, 0.4, lambda *_: None, QuestionClock(lambda: 0.0))
        self.listening.begin(QUESTION, self.told.append)

    async def _recognise(self, pcm: bytes, _: Listen, urgent: asyncio.Event) -> Recognition:
        self.recognised.append(pcm)
        self.urgent.append(urgent)
        if self.held is not None:
            await self.held.wait()
        return Recognition(self._answer(pcm), len(pcm) / 16000, 0.05)

    async def speak(self, seconds: float = 0.5) -> None:
        time = np.arange(round(8000 * seconds)) / 8000
        harmonics = np.arange(1, 20)[:, np.newaxis]
        voiced = (np.sin(2 * np.pi * 130 * harmonics * time) / harmonics).sum(axis=0) * 6000
        for frame in voiced.astype("<i2").reshape(-1, 160):
            await self._send(frame.tobytes())

    async def be_silent(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.02)):
            await self._send(SILENCE)

    async def _send(self, frame: bytes) -> None:
        self.listening.take(frame, SILENCE)
        for _ in range(3):
            await asyncio.sleep(0)

    @property
    def answers(self) -> list[Heard]:
        return [event for event in self.told if isinstance(event, Heard)]


async def test_a_clear_answer_is_taken_soon_and_recognised_once() -> None:
    line = Line(lambda _: CLEAR)
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.24)
    assert line.told == [SpeechStarted()]
    await line.be_silent(0.12)
    assert [answer.guesses[0].confidence for answer in line.answers] == [0.99]
    assert len(line.recognised) == 1
    assert [name.key for name in line.listening.heard] == ["GM0405"]


async def test_what_was_not_understood_is_given_more_time_than_usual() -> None:
    line = Line(lambda _: VAGUE)
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.9)
    assert line.answers == []
    await line.be_silent(0.2)
    assert len(line.answers) == 1
    assert len(line.recognised) == 1


async def test_whoever_goes_on_is_heard_out_and_the_first_answer_is_thrown_away() -> None:
    first = True

    def answer(_: bytes) -> tuple[Guess, ...]:
        nonlocal first
        guesses = CLEAR if first else (Guess("GM0420", 0.98, "Medemblik"),)
        first = False
        return guesses

    line = Line(answer)
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.22)
    assert len(line.recognised) == 1
    await line.speak()
    await line.be_silent(0.5)
    assert [answer.guesses[0].key for answer in line.answers] == ["GM0420"]
    assert len(line.recognised) == 2
    assert line.recognised[1].startswith(line.recognised[0])
    assert [name.key for name in line.listening.heard] == ["GM0420"]


async def test_an_answer_that_comes_after_the_caller_has_gone_on_counts_for_nothing() -> None:
    line = Line(lambda _: CLEAR)
    line.held = asyncio.Event()
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.24)
    await line.speak()
    line.held.set()
    await line.speak()
    assert line.answers == []
    await line.be_silent(0.5)
    assert len(line.answers) == 1


async def test_work_is_urgent_once_the_caller_has_finished_and_not_before() -> None:
    line = Line(lambda _: CLEAR)
    line.held = asyncio.Event()
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.4)
    assert not line.urgent[0].is_set()
    await line.be_silent(0.3)
    assert line.urgent[0].is_set()
    line.held.set()
    # What is known late is taken at once.
    await line.be_silent(0.04)
    assert len(line.answers) == 1
    assert len(line.recognised) == 1


async def test_nobody_is_cut_off_because_the_recogniser_is_slow() -> None:
    line = Line(lambda pcm: VAGUE if len(pcm) < 16000 else CLEAR)
    line.held = asyncio.Event()
    await line.be_silent(0.2)
    await line.speak(0.3)
    await line.be_silent(0.7)
    await line.speak()
    line.held.set()
    await line.be_silent(0.5)
    assert [answer.guesses[0].confidence for answer in line.answers] == [0.99]


async def test_a_recogniser_that_says_nothing_is_waited_for_at_last() -> None:
    line = Line(lambda _: CLEAR)
    line.held = asyncio.Event()
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(1.2)
    line.held.set()
    await until(lambda: line.answers)


async def test_a_recogniser_that_fails_is_told_when_the_caller_has_finished() -> None:
    def fail(_: bytes) -> tuple[Guess, ...]:
        raise RecogniserUnavailableError("no process left")

    line = Line(fail)
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.4)
    assert line.told == [SpeechStarted()]
    await line.be_silent(0.3)
    assert line.told == [SpeechStarted(), RecogniserFailed()]


async def test_a_new_question_drops_what_was_said_to_the_old_one() -> None:
    line = Line(lambda _: CLEAR)
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.24)
    line.listening.begin(QUESTION, line.told.append)
    await line.be_silent(1.0)
    assert line.told == [SpeechStarted()]


async def test_nothing_is_heard_or_left_after_the_end() -> None:
    line = Line(lambda _: CLEAR)
    line.held = asyncio.Event()
    await line.be_silent(0.2)
    await line.speak()
    await line.be_silent(0.24)
    await line.listening.close()
    await line.speak()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert line.told == [SpeechStarted()]
