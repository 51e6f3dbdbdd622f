"""The question to one caller: a conversation carried out on the audio of the call, which hears what happens there."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from veertien.asterisk.audiosocket.events import Audio, Closed, EndReason, KeyReceived, PlaybackEnded
from veertien.asterisk.audiosocket.session import AUDIO_CONNECT_SECONDS, AudioNotConnectedError, AudioSession
from veertien.callflow import Ask, ExchangeTimes, Interview, QuestionClock
from veertien.conversation import (
    PERSON_KEY,
    Action,
    AudioLost,
    Conversation,
    DeadlinePassed,
    Event,
    Finish,
    HungUp,
    KeyPressed,
    Language,
    Listen,
    Operator,
    Play,
    PromptEnded,
    Reason,
    Result,
    SetDeadline,
    SetTimeLimit,
    Started,
    StopPlaying,
    TimeLimitPassed,
)
from veertien.frames import BYTES_PER_SECOND, HERTZ
from veertien.inquiry import Inquiry, Understanding
from veertien.prompts import PromptStore, Spoken
from veertien.service.calls.ears import Ears
from veertien.service.calls.listening import HeardAnswer, Listening, Recognise, Report
from veertien.speech import GrammarSpec, Recognition
from veertien.speech.processes.recognisers import RecogniserUnavailableError

FAREWELL_MARGIN_SECONDS = 2.0
"""Seconds the farewell may take to play beyond its own length."""
FIRST_SECONDS = 25.0
"""Seconds that what is said before the conversation may take: more than the longest announcement."""
RENDER_SECONDS = 4.0
"""Seconds a prompt that was not rendered beforehand may take to be; some 50 ms as a rule."""


FarewellOf = Callable[[Result, Language], tuple[Spoken, ...]]
"""Gives what is said to the caller when the conversation has this result, in this language."""


@dataclass(frozen=True, slots=True)
class _Late:
    """An event that may come too late: an old deadline, or the answer to an old question."""

    event: Event
    turn: int
    """The event counts only while this is the current turn."""
    clock: str


@dataclass(slots=True)
class _Current:
    """Which deadline, playback and listening turn are current."""

    deadline: int = 0
    listening: int = 0
    play: int | None = None
    timers: dict[str, asyncio.TimerHandle] = field(default_factory=dict)


class Interviewer:
    """Asks callers which municipality they want."""

    def __init__(self, prompts: PromptStore, ears: Ears) -> None:
        self._prompts = prompts
        self._ears = ears
        self._log = structlog.get_logger(__name__)

    def start(
        self,
        session: AudioSession,
        inquiry: Inquiry,
        ask: Ask,
        farewell_of: FarewellOf,
        report: Report,
        first: Spoken | None = None,
        *,
        by_keys: bool = False,
    ) -> "asyncio.Task[Interview]":
        """Begin the conversation when Asterisk opens the audio; the task returns what came of it, and never fails.

        `farewell_of` gives what is said to the caller at the end, before the call goes on, in the language that they
        asked for; `report` takes each answer as it was recognised; `first` is said before the conversation, for
        FIRST_SECONDS at most. With `by_keys` nobody can listen to the caller.
        """
        return asyncio.create_task(self._hold(session, inquiry, ask, farewell_of, report, first, by_keys=by_keys))

    async def _hold(
        self,
        session: AudioSession,
        inquiry: Inquiry,
        ask: Ask,
        farewell_of: FarewellOf,
        report: Report,
        first: Spoken | None,
        *,
        by_keys: bool,
    ) -> Interview:
        try:
            recognise = partial(self._recognise, inquiry.understanding(ask.likelier))
            conversation = inquiry.conversation(ask.proposed, by_keys=by_keys)
            await session.connected(AUDIO_CONNECT_SECONDS)
            dialogue = Dialogue(session, conversation, self._prompts, recognise, inquiry.policy.confirm, report)
            return await dialogue.run(farewell_of, first)
        except AudioNotConnectedError as error:
            self._log.warning("no_audio", why=str(error))
        except Exception:
            # Whatever broke in here, the caller gets a person.
            self._log.exception("dialogue_failed")
        finally:
            session.close()
        return Interview(Operator(Reason.AUDIO_LOST), 0, ())

    async def _recognise(
        self, understanding: Understanding, pcm: bytes, listen: Listen, urgent: asyncio.Event
    ) -> Recognition:
        pool, searched = self._ears.pocketsphinx, False

        async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
            nonlocal searched
            if searched and pool.pressed:
                raise RecogniserUnavailableError("others wait for their first search")
            searched = True
            return await pool.recognise(pcm, HERTZ, spec, urgent, factors)

        self._ears.begin(pcm)
        first = await understanding.understand(search, listen)
        # A clear answer waits for nobody; and where others wait for their answers, doubt is left to the conversation.
        if first.doubt is None or pool.pressed:
            return first
        return await self._ears.reconsider(first, first.doubt, urgent)


class Dialogue:
    """One conversation over one audio session. `run` once."""

    def __init__(
        self,
        session: AudioSession,
        conversation: Conversation,
        prompts: PromptStore,
        recognise: Recognise,
        least_confidence: float,
        report: Report,
    ) -> None:
        """`least_confidence` is the least confidence of an answer that the conversation makes anything of.

        `report` takes each answer as it was recognised.
        """
        self._session = session
        self._conversation = conversation
        self._prompts = prompts
        self._report = report
        self._clock = QuestionClock(time.monotonic)
        self._listening = Listening(recognise, least_confidence, self._tell, self._clock)
        self._queue: asyncio.Queue[_Late | Event] = asyncio.Queue()
        self._latest = _Current()
        self._tasks: set[asyncio.Task[None]] = set()
        self._played = 0
        self._keys = 0
        self._asked: list[str] = []
        self._asked_at: list[float] = []
        self._result: Result | None = None

    async def run(self, farewell_of: FarewellOf, first: Spoken | None = None) -> Interview:
        """Hold the conversation to its end, say farewell where there is one, and return what came of it.

        What is to be said `first` is heard to its end, but for a key. Who presses 0 over the farewell wants a person
        after all. Every timer and task is gone afterwards.
        Raises TimeoutError for a prompt that can't be made in time, and what else the voice raises.
        """
        listener = self._spawn(self._listen())
        try:
            if first is not None:
                await self._say_first(first)
            await self._handle(Started())
            while self._result is None:
                event = self._current(await self._queue.get())
                if event is not None:
                    await self._handle(event)
            farewell = farewell_of(self._result, self._conversation.language)
            if farewell and not listener.done() and await self._say_farewell(farewell) == PERSON_KEY:
                self._result = Operator(Reason.ASKED)
        finally:
            for timer in self._latest.timers.values():
                timer.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._listening.close()
            self._clock.closes()
        return Interview(
            self._result,
            self._played,
            tuple(self._listening.heard),
            tuple(self._asked),
            self._session.received_seconds,
            self._conversation.declined,
            tuple(self._clock.turns),
            self._clock.barge_ins,
            self._keys,
            self._conversation.language,
            ExchangeTimes(tuple(self._asked_at), tuple(self._listening.heard_at)),
        )

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
        current = {"deadline": self._latest.deadline, "listening": self._latest.listening, "limit": 0}
        return item.event if current[item.clock] == item.turn else None

    async def _handle(self, event: Event) -> None:
        for action in self._conversation.handle(event):
            await self._do(action)

    async def _do(self, action: Action) -> None:
        match action:
            case Play(prompts=prompts):
                self._played += len(prompts)
                self._asked.append("+".join(dict.fromkeys(prompt.id for prompt in prompts)))
                self._asked_at.append(self._clock.now())
                # What still plays is over from now on; its end, should it come meanwhile, is not this prompt's.
                self._latest.play = None
                self._play([await self._sound(prompt) for prompt in prompts])
            case StopPlaying():
                self._clock.breaks_off()
                self._latest.play = None
                self._session.stop_playing()
            case Listen():
                self._latest.listening += 1
                turn = self._latest.listening
                self._listening.begin(action, lambda event: self._queue.put_nowait(_Late(event, turn, "listening")))
            case SetDeadline(seconds=seconds):
                self._latest.deadline += 1
                self._set_timer("deadline", seconds, _Late(DeadlinePassed(), self._latest.deadline, "deadline"))
            case SetTimeLimit(seconds=seconds):
                self._set_timer("limit", seconds, _Late(TimeLimitPassed(), 0, "limit"))
            case Finish(result=result):
                self._result = result

    def _play(self, sounds: Sequence[bytes]) -> None:
        self._latest.play = self._session.play(b"".join(sounds))
        self._clock.plays(confirming=self._conversation.confirming)

    def _tell(self, answer: HeardAnswer) -> None:
        self._report(replace(answer, state=self._conversation.state, over_prompt=self._clock.over_prompt))

    async def _sound(self, spoken: Spoken) -> bytes:
        # Rendered beforehand as a rule; a prompt that was not must not hold up the other calls, nor this one for ever.
        async with asyncio.timeout(RENDER_SECONDS):
            return await asyncio.to_thread(self._prompts.audio, spoken)

    def _set_timer(self, name: str, seconds: float, late: _Late) -> None:
        running = self._latest.timers.get(name)
        if running is not None:
            running.cancel()
        loop = asyncio.get_running_loop()
        self._latest.timers[name] = loop.call_later(seconds, self._queue.put_nowait, late)

    async def _listen(self) -> None:
        async for event in self._session:
            match event:
                case Audio(pcm=pcm):
                    self._listening.take(pcm, self._session.last_sent)
                case KeyReceived(key=key):
                    self._keys += 1
                    self._queue.put_nowait(KeyPressed(key))
                case PlaybackEnded(play=play):
                    if play == self._latest.play:
                        self._clock.played()
                        self._queue.put_nowait(PromptEnded())
                case Closed(reason=reason):
                    # Whether the caller or the audio has gone is found out over AGI; both end the questions.
                    gone = reason in (EndReason.EOF, EndReason.HANGUP, EndReason.CONNECTION_LOST)
                    self._queue.put_nowait(HungUp() if gone else AudioLost())

    async def _say_first(self, first: Spoken) -> None:
        """Say something before the conversation; a key ends it, and counts in the conversation, as a hangup does."""
        self._played += 1
        self._asked.append(first.id)
        sound = await self._sound(first)
        self._play([sound])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(FIRST_SECONDS, len(sound) / BYTES_PER_SECOND + FAREWELL_MARGIN_SECONDS)):
                event = await self._queue.get()
                self._queue.put_nowait(event)
        self._latest.play = None
        self._forget_played()

    async def _say_farewell(self, farewell: tuple[Spoken, ...]) -> str | None:
        """Play the farewell to its end or until a person is asked for; returns the key that was pressed for that."""
        self._listening.stop()
        self._latest.play = None
        sound = b"".join([await self._sound(spoken) for spoken in farewell])
        self._forget_played()
        self._play([sound])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(len(sound) / BYTES_PER_SECOND + FAREWELL_MARGIN_SECONDS):
                while True:
                    match await self._queue.get():
                        case PromptEnded() | HungUp() | AudioLost():
                            return None
                        case KeyPressed(key=key) if key == PERSON_KEY:
                            return key
        return None

    def _forget_played(self) -> None:
        """Drop the ends of earlier prompts that nobody has read yet: they are not the farewell's."""
        for event in [self._queue.get_nowait() for _ in range(self._queue.qsize())]:
            if not isinstance(event, PromptEnded):
                self._queue.put_nowait(event)
