"""A dialogue carried out on a real audio session, with the peer's side of the wire in the test's hands."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unit.asterisk.waiting import until
from veertien.asterisk.audiosocket.codec import AudioFrame, KeyFrame
from veertien.asterisk.audiosocket.events import EndReason
from veertien.asterisk.audiosocket.session import AudioSession
from veertien.callflow import Interview, NameHeard
from veertien.conversation import (
    Abandoned,
    Choice,
    Chosen,
    Command,
    Conversation,
    Guess,
    How,
    Language,
    Listen,
    Operator,
    Policy,
    PromptEnded,
    Reason,
    Result,
    State,
)
from veertien.prompts import Announcement, AnnouncementId, PromptStore, Spoken, Voices
from veertien.prompts.speakers import Part
from veertien.service.calls.call import name_heard
from veertien.service.calls.capturing import CAPTURED
from veertien.service.calls.dialogue import Dialogue
from veertien.service.calls.listening import HeardAnswer, Recognise
from veertien.speech import Recognition
from veertien.speech.line.preparation import Quality
from veertien.speech.processes.recognisers import RecogniserUnavailableError

HOORN, MEDEMBLIK = Choice("GM0405", "Hoorn"), Choice("GM0420", "Medemblik")
POLICY = Policy(speech_seconds=1.0)
LINE = Quality(snr_db=12.3456, clipped=0.01, lost=0.0)


class ShortVoice:
    """A voice that says everything in a tenth of a second."""

    def synthesise(self, text: str, voice: str) -> tuple[NDArray[np.int16], int]:
        return (8000 * np.sin(np.arange(800) / 4)).astype(np.int16), 8000

    def say(self, parts: Sequence[Part], voice: str) -> tuple[NDArray[np.int16], int]:
        return self.synthesise("".join(text for text, _ in parts), voice)


class Peer:
    """Asterisk's end of the wire: keeps what was sent, and how it ended."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.finished: EndReason | None = None

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def finish(self, reason: EndReason) -> None:
        self.finished = reason


class Scene:
    def __init__(
        self, folder: Path, recognise: Recognise, *, ends_late: bool = False, first: Spoken | None = None
    ) -> None:
        """`ends_late`: the end of the last prompt is told only when the conversation is over."""
        self.session = AudioSession(
            uuid4(), asyncio.get_running_loop(), expect_seconds=5, stall_seconds=5, on_end=lambda _: None
        )
        self.peer = Peer()
        self.session.attach(self.peer)
        prompts = PromptStore(folder, None, Voices(), ShortVoice())
        self._conversation = Conversation((HOORN, MEDEMBLIK), POLICY)
        self.dialogue = Dialogue(self.session, self._conversation, prompts, recognise, POLICY.confirm, self._report)
        self.running = asyncio.create_task(self.dialogue.run(self._farewell, first))
        self._ends_late = ends_late
        self.reported: list[NameHeard] = []
        self.farewell_in: Language | None = None

    def _report(self, answer: HeardAnswer) -> None:
        self.reported.append(name_heard("1", datetime.now(UTC), answer, POLICY))

    def _farewell(self, result: Result, language: Language) -> tuple[Spoken, ...]:
        self.farewell_in = language
        if self._ends_late:
            self.dialogue._queue.put_nowait(PromptEnded())
        return farewell(result)

    @property
    def language(self) -> Language:
        return self._conversation.language

    async def until(self, state: State) -> None:
        """Wait until this question is being asked aloud, and so listened for."""
        await until(lambda: self._conversation.state is state and any(self.peer.sent[-1][3:]))

    def press(self, key: str) -> None:
        self.session.receive(KeyFrame(key))

    async def say_something(self) -> None:
        """A quiet moment, voiced sound for half a second, then silence until it has been taken for an utterance."""
        await self._send_silence(10)
        time = np.arange(160 * 25) / 8000
        harmonics = np.arange(1, 20)[:, np.newaxis]
        voiced = (np.sin(2 * np.pi * 130 * harmonics * time) / harmonics).sum(axis=0) * 6000
        for frame in voiced.astype("<i2").reshape(-1, 160):
            self.session.receive(AudioFrame(frame.tobytes()))
            await asyncio.sleep(0)
        await self._send_silence(40)

    async def _send_silence(self, frames: int) -> None:
        for _ in range(frames):
            self.session.receive(AudioFrame(bytes(320)))
            await asyncio.sleep(0)

    async def interview(self) -> Interview:
        async with asyncio.timeout(10):
            return await self.running


def farewell(result: Result) -> tuple[Spoken, ...]:
    """Whoever gets a person is told so; whoever wants Hoorn is told something that takes half a second."""
    if isinstance(result, Operator):
        return (Announcement(AnnouncementId.OPERATOR),)
    hoorn = isinstance(result, Chosen) and result.key == HOORN.key
    return (Announcement(AnnouncementId.CLOSED, "Hoorn"),) * 5 if hoorn else ()


async def deaf(_: bytes, __: Listen, ___: asyncio.Event) -> Recognition:
    raise RecogniserUnavailableError("no process left")


def hears(*answers: tuple[Guess, ...]) -> Recognise:
    remaining = list(answers)

    async def recognise(_: bytes, __: Listen, ___: asyncio.Event) -> Recognition:
        return Recognition(remaining.pop(0), 0.5, 0.01, LINE)

    return recognise


async def test_a_clear_answer_is_the_choice(tmp_path: Path) -> None:
    scene = Scene(tmp_path, hears((Guess("GM0420", 0.95, "Medemblik"),)))
    await scene.until(State.ASKING)
    await scene.say_something()
    interview = await scene.interview()
    assert interview.result == Chosen("GM0420", How.SPEECH)
    assert [(name.key, name.confidence) for name in interview.heard] == [("GM0420", 0.95)]
    assert interview.prompts == 1


async def test_what_was_heard_is_reported_with_how_good_the_line_was(tmp_path: Path) -> None:
    scene = Scene(tmp_path, hears((Guess("GM0420", 0.95, "Medemblik"),)))
    await scene.until(State.ASKING)
    await scene.say_something()
    await scene.interview()
    (heard,) = scene.reported
    assert (heard.best, heard.confidence, heard.audio_seconds) == ("GM0420", 0.95, 0.5)
    assert heard.line == {"snr_db": 12.346, "clipped": 0.01, "lost": 0.0}


async def test_keys_choose_while_the_prompts_play(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf)
    await scene.until(State.ASKING)
    scene.press("1")
    await scene.until(State.LISTING)
    scene.press("2")
    assert (await scene.interview()).result == Chosen("GM0420", How.KEYPAD)


async def test_what_is_said_first_is_heard_out_whatever_is_said_meanwhile(tmp_path: Path) -> None:
    scene = Scene(tmp_path, hears((Guess("GM0420", 0.95, "Medemblik"),)), first=CAPTURED)
    await until(lambda: bool(scene.peer.sent))
    await scene.say_something()
    await scene.until(State.ASKING)
    await scene.say_something()
    interview = await scene.interview()
    assert interview.result == Chosen("GM0420", How.SPEECH)
    assert len(scene.reported) == 1
    assert interview.asked == ("captured", "ask_between")
    assert interview.prompts == 2


async def test_a_key_ends_what_is_said_first_and_counts(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf, first=CAPTURED)
    await until(lambda: bool(scene.peer.sent))
    scene.press("1")
    await scene.until(State.LISTING)
    scene.press("2")
    assert (await scene.interview()).result == Chosen("GM0420", How.KEYPAD)


async def test_who_hangs_up_over_what_is_said_first_is_gone(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf, first=CAPTURED)
    await until(lambda: bool(scene.peer.sent))
    scene.session.end(EndReason.EOF)
    assert (await scene.interview()).result == Abandoned(Reason.HUNG_UP)


async def test_a_recogniser_that_is_gone_leaves_the_keys(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf)
    await scene.until(State.ASKING)
    await scene.say_something()
    await scene.until(State.LISTING)
    scene.press("2")
    assert (await scene.interview()).result == Chosen("GM0420", How.KEYPAD)


async def test_a_caller_who_asks_for_a_person_is_told_so_before_being_put_through(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf)
    await scene.until(State.ASKING)
    scene.press("0")
    before = len(scene.peer.sent)
    assert (await scene.interview()).result == Operator(Reason.ASKED)
    assert len(scene.peer.sent) > before


async def test_a_caller_who_hangs_up_ends_it_at_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf)
    await scene.until(State.ASKING)
    scene.session.end(EndReason.EOF)
    assert (await scene.interview()).result == Abandoned(Reason.HUNG_UP)


async def test_audio_that_is_lost_leads_to_a_person(tmp_path: Path) -> None:
    scene = Scene(tmp_path, deaf)
    await scene.until(State.ASKING)
    scene.session.end(EndReason.STALLED)
    assert (await scene.interview()).result == Operator(Reason.AUDIO_LOST)


async def test_nothing_runs_on_after_the_end(tmp_path: Path) -> None:
    slow = asyncio.Event()

    async def never(_: bytes, __: Listen, ___: asyncio.Event) -> Recognition:
        await slow.wait()
        raise AssertionError

    scene = Scene(tmp_path, never)
    await scene.until(State.ASKING)
    await scene.say_something()
    scene.press("0")
    await scene.interview()
    scene.session.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_who_presses_0_while_being_told_something_gets_a_person(tmp_path: Path) -> None:
    scene = Scene(tmp_path, hears((Guess("GM0405", 0.95, "Hoorn"),)))
    await scene.until(State.ASKING)
    await scene.say_something()
    await scene.until(State.CHOSEN)
    scene.press("1")
    scene.press("0")
    assert (await scene.interview()).result == Operator(Reason.ASKED)


async def test_who_asked_for_english_is_told_in_english(tmp_path: Path) -> None:
    scene = Scene(tmp_path, hears((Guess(Command.ENGLISH, 0.95, "English please"),)))
    await scene.until(State.ASKING)
    await scene.say_something()
    await until(lambda: scene.language is Language.ENGLISH)
    scene.press("0")
    assert (await scene.interview()).result == Operator(Reason.ASKED)
    assert scene.farewell_in is Language.ENGLISH


@pytest.mark.slow
async def test_the_end_of_the_last_prompt_is_not_that_of_the_farewell(tmp_path: Path) -> None:
    """The prompt ends while the key that chooses is being taken in: what is to be told is told all the same."""
    scene = Scene(tmp_path, deaf, ends_late=True)
    await scene.until(State.ASKING)
    scene.press("1")
    await scene.until(State.LISTING)
    scene.press("1")
    before = len(scene.peer.sent)
    assert (await scene.interview()).result == Chosen("GM0405", How.KEYPAD)
    # Half a second, 25 frames of 20 ms, less what a busy machine is behind.
    assert len(scene.peer.sent) - before > 15


async def test_who_hangs_up_while_being_told_something_had_chosen(tmp_path: Path) -> None:
    scene = Scene(tmp_path, hears((Guess("GM0405", 0.95, "Hoorn"),)))
    await scene.until(State.ASKING)
    await scene.say_something()
    await scene.until(State.CHOSEN)
    scene.session.end(EndReason.HANGUP)
    assert (await scene.interview()).result == Chosen("GM0405", How.SPEECH)


async def test_a_prompt_that_is_never_made_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What runs the dialogue gives the caller to a person then, as after every fault in it."""
    given_up = threading.Event()
    monkeypatch.setattr(ShortVoice, "synthesise", lambda *_: given_up.wait())
    monkeypatch.setattr("veertien.service.calls.dialogue.RENDER_SECONDS", 0.05)
    scene = Scene(tmp_path, deaf)
    try:
        done, _ = await asyncio.wait({scene.running}, timeout=10)
    finally:
        given_up.set()
    assert done
    assert isinstance(scene.running.exception(), TimeoutError)
