"""Hears one caller: frames of audio in, the start of speech and what was said out.

What was said until a pause is recognised while it is waited whether the caller goes on; what was understood then says
how long (`end_of_speech_timeout`). Whoever goes on is heard out, and the recognition is thrown away. So there is one
for each pause, at most, and when the silence has been long enough the answer is there already.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from veertien.callflow import HeardName, QuestionClock
from veertien.conversation import Heard, Listen, RecogniserFailed, SpeechStarted, State
from veertien.speech import (
    BLIND_SECONDS,
    LOST_SECONDS,
    Endpointer,
    Paused,
    Recognition,
    SpeechBegan,
    SpeechWentOn,
    Utterance,
    end_of_speech_timeout,
)
from veertien.speech.processes.recognisers import RecogniserUnavailableError

Recognise = Callable[[bytes, Listen, asyncio.Event], Awaitable[Recognition]]
"""Recognise one utterance (s16le, 8 kHz, mono) as an answer to what was listened for; until the event is set it may
turn out useless, and nobody is to wait for it."""


@dataclass(frozen=True, slots=True)
class HeardAnswer:
    """Something a caller said, as it was recognised."""

    pcm: bytes
    """s16le, 8 kHz, mono."""
    listen: Listen
    """What it answered."""
    recognition: Recognition
    seconds: float
    """How long recognising it took."""
    state: State = State.ASKING
    """Which question it answered."""
    over_prompt: bool = False
    """Whether the caller began over a prompt."""


Report = Callable[[HeardAnswer], None]
"""Takes an answer."""

TakeEvent = Callable[[SpeechStarted | Heard | RecogniserFailed], None]
"""Takes what happens while the caller is listened to, as an event of the conversation."""


@dataclass(slots=True)
class _Work:
    """A recognition under way."""

    task: "asyncio.Task[HeardAnswer]"
    urgent: asyncio.Event


@dataclass(slots=True)
class Listening:
    """Listens to one caller, question by question."""

    recognise: Recognise
    least_confidence: float
    """The least confidence of an answer that is of any use."""
    report: Report
    clock: QuestionClock
    heard: list[HeardName] = field(default_factory=list)
    """The best guess of each answer."""
    heard_at: list[float] = field(default_factory=list)
    """When each was recognised."""
    _endpointer: Endpointer = field(default_factory=Endpointer)
    _question: tuple[Listen, TakeEvent] | None = None
    _early: _Work | None = None
    _tasks: "set[asyncio.Task[HeardAnswer] | asyncio.Task[None]]" = field(default_factory=set)

    def begin(self, listen: Listen, take_event: TakeEvent) -> None:
        """Listen afresh for the answers to a question, which `take_event` takes; what was half said is dropped."""
        self.stop()
        self._question = (listen, take_event)

    def stop(self) -> None:
        """Listen no more."""
        self._forget()
        self._endpointer.reset()
        self._question = None
        self.clock.understood()

    async def close(self) -> None:
        """Stop, and end every task."""
        self.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def take(self, frame: bytes, sent: bytes) -> None:
        """Take the next frame of the caller's audio, and the one that the caller was sent last."""
        if self._question is None:
            return
        listen, take_event = self._question
        event = self._endpointer.feed(frame, sent)
        if self._early is not None and self._endpointer.silence_seconds >= BLIND_SECONDS:
            self._early.urgent.set()
        match event:
            case SpeechBegan():
                self.clock.speaks()
                take_event(SpeechStarted())
            case Paused(pcm=said):
                self.clock.paused(self._endpointer.silence_seconds)
                self._endpointer.end_after(LOST_SECONDS)
                self._early = self._begin_work(said, listen)
                self._early.task.add_done_callback(self._set_timeout)
            case SpeechWentOn():
                self.clock.speaks()
                self._forget()
            case Utterance(pcm=said):
                self.clock.finished()
                work = self._early or self._begin_work(said, listen)
                self._early = None
                work.urgent.set()
                self._keep(asyncio.create_task(self._answer(work, take_event)))

    def _begin_work(self, said: bytes, listen: Listen) -> _Work:
        urgent = asyncio.Event()

        async def timed() -> HeardAnswer:
            began = time.monotonic()
            recognition = await self.recognise(said, listen, urgent)
            return HeardAnswer(said, listen, recognition, time.monotonic() - began)

        task = asyncio.create_task(timed())
        self._keep(task)
        return _Work(task, urgent)

    def _set_timeout(self, task: "asyncio.Task[HeardAnswer]") -> None:
        """Set how long a silence ends the answer, by what was understood until the pause."""
        if self._early is None or self._early.task is not task or task.cancelled():
            return
        if task.exception() is not None:
            self._endpointer.end_after(BLIND_SECONDS)
        else:
            self._endpointer.end_after(end_of_speech_timeout(task.result().recognition, self.least_confidence))

    def _forget(self) -> None:
        if self._early is not None:
            self._early.task.cancel()
            self._early = None

    def _keep(self, task: "asyncio.Task[HeardAnswer] | asyncio.Task[None]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, work: _Work, take_event: TakeEvent) -> None:
        try:
            answer = await work.task
        except RecogniserUnavailableError as error:
            structlog.get_logger(__name__).warning("recogniser_failed", why=str(error))
            self.clock.understood()
            take_event(RecogniserFailed())
            return
        guesses = answer.recognition.guesses
        for guess in guesses[:1]:
            self.heard.append(HeardName(guess.key, round(guess.confidence, 3)))
            self.heard_at.append(self.clock.now())
        self.clock.understood()
        self.report(answer)
        take_event(Heard(guesses, answer.recognition.alike))
