"""An announcement to a caller who isn't asked, on a real audio session with the peer's side in the test's hands."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unit.asterisk.waiting import until
from tests.unit.shipped import TABLES
from veertien.asterisk.audiosocket.codec import KeyFrame
from veertien.asterisk.audiosocket.events import EndReason
from veertien.asterisk.audiosocket.session import AudioSession
from veertien.callflow import AnnouncementEnd
from veertien.prompts import Announcement, AnnouncementId, PromptStore, Voices
from veertien.prompts.speakers import Part
from veertien.routing import AMSTERDAM, Notice, NoticeKind, Then
from veertien.service.calls import announcing
from veertien.service.calls.announcing import Announcer, announcements_in

NOW = datetime(2026, 11, 26, 18, tzinfo=AMSTERDAM)
CLOSED = Notice(NoticeKind.CLOSED, Then.END, "Hoorn")
SHORT, LONG = bytes(320) * 5, bytes(320) * 500


class Voice:
    """Says everything in a tenth of a second, or raises what it was given."""

    def __init__(self, fault: Exception | None = None) -> None:
        self._fault = fault

    def synthesise(self, text: str, voice: str) -> tuple[NDArray[np.int16], int]:
        if self._fault:
            raise self._fault
        return (8000 * np.sin(np.arange(800) / 4)).astype(np.int16), 8000

    def say(self, parts: Sequence[Part], voice: str) -> tuple[NDArray[np.int16], int]:
        return self.synthesise("".join(text for text, _ in parts), voice)


class Peer:
    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def finish(self, reason: EndReason) -> None:
        pass


@pytest.fixture
async def session() -> AsyncIterator[AudioSession]:
    loop = asyncio.get_running_loop()
    session = AudioSession(uuid4(), loop, expect_seconds=5, stall_seconds=5, on_end=lambda _: None)
    yield session
    session.close()


def announcer(folder: Path, fault: Exception | None = None) -> Announcer:
    return Announcer(PromptStore(folder, None, Voices(), Voice(fault)))


async def ending(task: "asyncio.Task[AnnouncementEnd]") -> AnnouncementEnd:
    async with asyncio.timeout(10):
        return await task


async def test_what_is_played_to_its_end_was_said(tmp_path: Path, session: AudioSession) -> None:
    session.attach(Peer())
    assert await ending(announcer(tmp_path).start(session, SHORT)) is AnnouncementEnd.SAID
    assert session.ended is EndReason.CLOSED_HERE


async def test_0_cuts_it_short_for_a_person_and_other_keys_do_nothing(tmp_path: Path, session: AudioSession) -> None:
    session.attach(Peer())
    task = announcer(tmp_path).start(session, LONG)
    for key in "159*#0":
        session.receive(KeyFrame(key))
    assert await ending(task) is AnnouncementEnd.PERSON


async def test_a_hangup_ends_it(tmp_path: Path, session: AudioSession) -> None:
    peer = Peer()
    session.attach(peer)
    task = announcer(tmp_path).start(session, LONG)
    await until(lambda: bool(peer.sent))
    session.end(EndReason.HANGUP)
    assert await ending(task) is AnnouncementEnd.LOST


async def test_audio_that_never_comes_has_a_deadline(
    tmp_path: Path, session: AudioSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "AUDIO_CONNECT_SECONDS", 0.05)
    assert await ending(announcer(tmp_path).start(session, SHORT)) is AnnouncementEnd.LOST
    assert session.ended is EndReason.NEVER_CONNECTED


async def test_a_player_that_never_ends_has_a_deadline(
    tmp_path: Path, session: AudioSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "AUDIO_CONNECT_SECONDS", 0.0)
    monkeypatch.setattr(announcing, "PLAY_MARGIN_SECONDS", 0.1)
    session.attach(Peer())
    session.set_writable(False)
    monkeypatch.setattr(session, "connected", lambda _: asyncio.sleep(0))
    assert await ending(announcer(tmp_path).start(session, SHORT)) is AnnouncementEnd.LOST


async def test_the_sound_of_a_notice_is_whole_frames(tmp_path: Path) -> None:
    sound = await announcer(tmp_path).sound_of(CLOSED, NOW)
    assert sound
    assert len(sound) % 320 == 0


async def test_a_voice_that_fails_makes_no_sound_and_loses_no_call(tmp_path: Path) -> None:
    assert await announcer(tmp_path, RuntimeError("no voice")).sound_of(CLOSED, NOW) is None


async def test_a_voice_that_is_slow_makes_no_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "ANNOUNCE_SECONDS", 0.0)
    assert await announcer(tmp_path).sound_of(CLOSED, NOW) is None


def test_announcements_are_known_before_the_first_call() -> None:
    said = announcements_in(TABLES)
    assert Announcement(AnnouncementId.NOT_CONNECTED, "Enkhuizen") in said
    assert Announcement(AnnouncementId.NONE_CONNECTED) in said
    assert len(said) == len(set(said))
