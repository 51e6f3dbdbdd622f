"""Carries a conversation out: its actions on the audio of one call, what happens there back to it as events."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field

import structlog

from veertien.asterisk.audiosocket_events import Audio, Closed, EndReason, KeyPressed, PlaybackEnded
from veertien.asterisk.audiosocket_session import AudioSession
from veertien.conversation import (
    Action,
    AudioLost,
    Conversation,
    DeadlinePassed,
    Event,
    Finish,
    Guess,
    Heard,
    HungUp,
    Listen,
    Play,
    PromptEnded,
    RecogniserFailed,
    Result,
    SetDeadline,
    SetTimeLimit,
    SpeechStarted,
    Started,
    StopPlaying,
    TimeLimitPassed,
)
from veertien.conversation import KeyPressed as KeyHeard
from veertien.prompts import PromptStore, Spoken
from veertien.records import HeardName
from veertien.speech import Endpointer, Recognition, Utterance
from veertien.speech import SpeechStarted as SpeechBegan
from veertien.speech.pool import RecogniserUnavailable

Recognise = Callable[[bytes, Listen], Awaitable[Recognition]]
"""Recognise one utterance (s16le, 8 kHz, mono) as an answer to what was listened for."""

#: Seconds the farewell may take to play beyond its own length.
FAREWELL_MARGIN_SECONDS = 2.0
_BYTES_PER_SECOND = 16000


@dataclass(frozen=True, slots=True)
class Telling:
    """What a dialogue came to: its result, how many prompts were played, and what was heard."""

    result: Result
    prompts: int
    heard: tuple[HeardName, ...]


@dataclass(frozen=True, slots=True)
class _Late:
    """An event that counts only while `turn` is the current one: no old deadline, no answer to an old question."""

    event: Event
    turn: int
    clock: str


@dataclass(slots=True)
class _Turns:
    """Which deadline, playback and listening turn are current."""

    deadline: int = 0
    listening: int = 0
    play: int | None = None
    listen: Listen | None = None
    timers: dict[str, asyncio.TimerHandle] = field(default_factory=dict)


class Dialogue:
    """One conversation over one audio session. `run` once."""

    def __init__(
        self, session: AudioSession, conversation: Conversation, prompts: PromptStore, recognise: Recognise
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._prompts = prompts
        self._recognise = recognise
        self._endpointer = Endpointer()
        self._queue: asyncio.Queue[_Late | Event] = asyncio.Queue()
        self._turns = _Turns()
        self._tasks: set[asyncio.Task[None]] = set()
        self._played = 0
        self._heard: list[HeardName] = []
        self._result: Result | None = None
        self._log = structlog.get_logger(__name__)

    async def run(self, farewell_of: Callable[[Result], Spoken | None]) -> Telling:
        """Hold the conversation to its end, say farewell where there is one, and return what came of it.

        Every timer and task is gone afterwards.
        """
        listener = self._spawn(self._listen())
        try:
            await self._handle(Started())
            while self._result is None:
                event = self._current(await self._queue.get())
                if event is not None:
                    await self._handle(event)
            farewell = farewell_of(self._result)
            if farewell is not None and not listener.done():
                await self._say_farewell(farewell)
        finally:
            for timer in self._turns.timers.values():
                timer.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        return Telling(self._result, self._played, tuple(self._heard))

    def _spawn(self, work: Awaitable[None]) -> "asyncio.Task[None]":
        async def carry_out() -> None:
            await work

        task = asyncio.create_task(carry_out())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _current(self, item: "_Late | Event") -> Event | None:
        if not isinstance(item, _Late):
            return item
        turns = {"deadline": self._turns.deadline, "listening": self._turns.listening, "limit": 0}
        return item.event if turns[item.clock] == item.turn else None

    async def _handle(self, event: Event) -> None:
        for action in self._conversation.handle(event):
            await self._do(action)

    async def _do(self, action: Action) -> None:
        match action:
            case Play(prompts=prompts):
                self._played += len(prompts)
                # What still plays is over from now on; its end, should it come meanwhile, is not this prompt's.
                self._turns.play = None
                self._turns.play = self._session.play(b"".join([await self._sound(prompt) for prompt in prompts]))
            case StopPlaying():
                self._turns.play = None
                self._session.stop_playing()
            case Listen():
                self._turns.listening += 1
                self._turns.listen = action
                self._endpointer.reset()
            case SetDeadline(seconds=seconds):
                self._turns.deadline += 1
                self._set_timer("deadline", seconds, _Late(DeadlinePassed(), self._turns.deadline, "deadline"))
            case SetTimeLimit(seconds=seconds):
                self._set_timer("limit", seconds, _Late(TimeLimitPassed(), 0, "limit"))
            case Finish(result=result):
                self._result = result

    async def _sound(self, spoken: Spoken) -> bytes:
        # Rendered beforehand as a rule; a prompt that was not must not hold up the other calls.
        return await asyncio.to_thread(self._prompts.audio, spoken)

    def _set_timer(self, name: str, seconds: float, late: _Late) -> None:
        running = self._turns.timers.get(name)
        if running is not None:
            running.cancel()
        loop = asyncio.get_running_loop()
        self._turns.timers[name] = loop.call_later(seconds, self._queue.put_nowait, late)

    async def _listen(self) -> None:
        async for event in self._session:
            match event:
                case Audio(pcm=pcm):
                    self._take_frame(pcm)
                case KeyPressed(key=key):
                    self._queue.put_nowait(KeyHeard(key))
                case PlaybackEnded(play=play):
                    if play == self._turns.play:
                        self._queue.put_nowait(PromptEnded())
                case Closed(reason=reason):
                    # Whether the caller or the audio has gone is for the AGI side to tell; both end the questions.
                    gone = reason in (EndReason.EOF, EndReason.HANGUP, EndReason.CONNECTION_LOST)
                    self._queue.put_nowait(HungUp() if gone else AudioLost())

    def _take_frame(self, pcm: bytes) -> None:
        if self._turns.listen is None:
            return
        found = self._endpointer.feed(pcm)
        if isinstance(found, SpeechBegan):
            self._queue.put_nowait(SpeechStarted())
        elif isinstance(found, Utterance):
            self._spawn(self._answer(found.pcm, self._turns.listen, self._turns.listening))

    async def _answer(self, pcm: bytes, listen: Listen, turn: int) -> None:
        began = time.monotonic()
        try:
            recognition = await self._recognise(pcm, listen)
        except RecogniserUnavailable as error:
            self._log.warning("recogniser_failed", why=str(error))
            self._queue.put_nowait(_Late(RecogniserFailed(), turn, "listening"))
            return
        self._heard.extend(HeardName(guess.key, round(guess.confidence, 3)) for guess in recognition.guesses[:1])
        line = asdict(recognition.line) if recognition.line else {}
        self._log.info(
            "heard",
            best=recognition.guesses[0].key if recognition.guesses else None,
            confidence=round(recognition.guesses[0].confidence, 3) if recognition.guesses else None,
            audio_seconds=round(recognition.audio_seconds, 2),
            seconds=round(time.monotonic() - began, 3),
            **{name: round(value, 3) for name, value in line.items()},
        )
        guesses = tuple(Guess(guess.key, guess.confidence) for guess in recognition.guesses)
        self._queue.put_nowait(_Late(Heard(guesses, recognition.alike), turn, "listening"))

    async def _say_farewell(self, spoken: Spoken) -> None:
        sound = await self._sound(spoken)
        self._turns.listen = None
        self._turns.play = self._session.play(sound)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(len(sound) / _BYTES_PER_SECOND + FAREWELL_MARGIN_SECONDS):
                while not isinstance(await self._queue.get(), PromptEnded | HungUp | AudioLost):
                    pass
