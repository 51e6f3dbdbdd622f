"""An announcement to a caller who isn't asked anything: played, and cut short by a key or a hangup."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import structlog

from veertien.asterisk.audiosocket.events import Closed, KeyReceived, PlaybackEnded
from veertien.asterisk.audiosocket.session import AUDIO_CONNECT_SECONDS, AudioNotConnectedError, AudioSession
from veertien.callflow import AnnouncementEnd
from veertien.conversation import PERSON_KEY, Language
from veertien.frames import BYTES_PER_SECOND
from veertien.prompts import AnnouncementId, PromptStore, Spoken, announcements_of
from veertien.routing import Notice, NoticeKind, Tables, Then

ANNOUNCE_SECONDS = 2.0
"""Seconds the sound may take to be made. The call isn't answered yet, and the dialplan waits 4 s for a sign of life."""
_DAYS_OF_OPENINGS, _HOURS_BETWEEN = 8, 3
"""In a week every weekday is today, tomorrow and one of those after."""
PLAY_MARGIN_SECONDS = 2.0
"""Seconds an announcement may take to play beyond its own length."""


class Announcer:
    """Plays notices to callers."""

    def __init__(self, prompts: PromptStore) -> None:
        self._prompts = prompts
        self._log = structlog.get_logger(__name__)

    async def sound_of(self, notice: Notice, now: datetime) -> bytes | None:
        """Return a notice as s16le at 8 kHz, mono; None when it can't be made in time, which is logged."""
        try:
            async with asyncio.timeout(ANNOUNCE_SECONDS):
                sounds = [await asyncio.to_thread(self._prompts.audio, each) for each in announcements_of(notice, now)]
        except TimeoutError:
            self._log.warning("announcement_late", notice=notice.kind.value, seconds=ANNOUNCE_SECONDS)
            return None
        except Exception:
            # Whatever the voice raises, the caller is put through without a word rather than lost.
            self._log.exception("announcement_failed", notice=notice.kind.value)
            return None
        return b"".join(sounds)

    def longest_seconds(self, sound: bytes) -> float:
        """Return the seconds after which the playing of a sound is certainly over."""
        return AUDIO_CONNECT_SECONDS + len(sound) / BYTES_PER_SECOND + PLAY_MARGIN_SECONDS

    def start(self, session: AudioSession, sound: bytes) -> "asyncio.Task[AnnouncementEnd]":
        """Play as soon as Asterisk opens the audio; the task never fails, but returns how it ended."""
        return asyncio.create_task(self._play(session, sound))

    async def _play(self, session: AudioSession, sound: bytes) -> AnnouncementEnd:
        ending = AnnouncementEnd.LOST
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.longest_seconds(sound)):
                    await session.connected(AUDIO_CONNECT_SECONDS)
                    ending = await _until_over(session, session.play(sound))
        except AudioNotConnectedError as error:
            self._log.warning("no_audio", why=str(error))
        finally:
            session.close()
        return ending


async def _until_over(session: AudioSession, play: int) -> AnnouncementEnd:
    async for event in session:
        match event:
            case PlaybackEnded(play=ended) if ended == play:
                return AnnouncementEnd.SAID
            case KeyReceived(key=key) if key == PERSON_KEY:
                return AnnouncementEnd.PERSON
            case Closed():
                return AnnouncementEnd.LOST
    return AnnouncementEnd.LOST


def announcements_in(tables: Tables, language: Language = Language.DUTCH) -> tuple[Spoken, ...]:
    """Return the announcements that these tables can lead to, but for opening times, which follow the clock."""
    beginning = datetime.min.replace(tzinfo=UTC)
    said = (each for notice in _notices(tables) for each in announcements_of(notice, beginning, language))
    return tuple(dict.fromkeys(said))


def openings_in(tables: Tables, now: datetime, language: Language = Language.DUTCH) -> tuple[Spoken, ...]:
    """Return what is said in the coming week of when somebody can be called again; `now` must know its time zone."""
    schedules = dict.fromkeys(entry.schedule for entry in tables.municipalities.values() if entry.schedule)
    moments = [now + timedelta(hours=hours) for hours in range(0, 24 * _DAYS_OF_OPENINGS, _HOURS_BETWEEN)]
    said = (
        one
        for schedule in schedules
        for moment in moments
        if (opens := schedule.next_opening(moment))
        for one in announcements_of(Notice(NoticeKind.CLOSED, Then.END, opens=opens), moment, language)
        if one.id is AnnouncementId.OPENS
    )
    return tuple(dict.fromkeys(said))


def _notices(tables: Tables) -> list[Notice]:
    found = [Notice(NoticeKind.NOT_CONNECTED, then) for then in Then] + [Notice(NoticeKind.CLOSED, Then.END)]
    maintenance = tables.rules.maintenance
    if maintenance:
        found.append(Notice(NoticeKind.MAINTENANCE, Then.PERSON, message=maintenance.message))
    for entry in tables.municipalities.values():
        name = entry.municipality.spoken_name
        if not entry.connected:
            found.append(Notice(NoticeKind.NOT_CONNECTED, Then.PERSON, name, number=entry.telephone))
        elif entry.schedule:
            found.append(Notice(NoticeKind.CLOSED, Then.END, name))
        if entry.maintenance:
            found.append(Notice(NoticeKind.MAINTENANCE, Then.PERSON, name, message=entry.maintenance.message))
    return found
