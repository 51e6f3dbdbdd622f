"""Prompts spoken into a telephone: each is asked for, recorded after a beep and played back; keys keep or repeat it.

What was kept is kept, whenever the call ends.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from veertien.config import AriSettings
from veertien.frames import BYTES_PER_SECOND, HERTZ
from veertien.prompts.rendering import cut_out, to_frames
from veertien.speech.line.wav import encode_wav, parse_wav
from veertien.testcall.ari import AriEvent, AriLink, AriRefusedError
from veertien.testcall.through_pbx import CONNECT_SECONDS

_APPLICATION = "veertien-record"
_TAKEN = "another command waits for the code already, or records from whoever dialled it; try again when it has ended"
_RING_SECONDS = 45
_LONGEST_SECONDS, _SILENCE_SECONDS = 60, 3
"""Seconds of a recording, and of silence that end it as # does."""
_KEY_SECONDS = 10.0
_MOST_TIMES = 3
"""How often somebody who presses or says nothing is asked."""
_GO_ON = frozenset("#")
"""Cuts short what is said."""
_HANGUP_SECONDS = 1.0
"""Seconds that the event of a hangup may come later than what fails for it."""
_MARGIN_SECONDS = 10.0
_KEYS = frozenset("123")
"""They keep, repeat and skip."""
_BEEP_HERTZ, _BEEP_SECONDS, _BEEP_AMPLITUDE = 1000, 0.3, 6000


class NotAnsweredError(RuntimeError):
    """There was no call to record from; the message has why."""


@dataclass(frozen=True, slots=True)
class Called:
    """A telephone that is called."""

    endpoint: str
    """As Asterisk dials it: "PJSIP/NUMBER@TRUNK"."""
    caller_id: str


@dataclass(frozen=True, slots=True)
class CallsIn:
    """A telephone that calls in by the dialplan's context `veertien-record`."""

    most_seconds: float
    """How long to wait for it."""
    ready: Callable[[], None]
    """Is called when it can come."""


class Fate(Enum):
    """What became of a prompt that was to be recorded."""

    KEPT = "kept"
    SKIPPED = "skipped"
    LEFT = "left"
    """The call ended before."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A prompt to be recorded: its name, and the sound that says so (s16le, 8 kHz)."""

    name: str
    asked_for: bytes


@dataclass(frozen=True, slots=True)
class Directions:
    """What else is said to who records, as sounds (s16le, 8 kHz)."""

    welcome: bytes
    choose: bytes
    """Which key keeps, repeats and skips."""
    kept: bytes
    not_heard: bytes
    farewell: bytes


Keep = Callable[[str, NDArray[np.int16]], None]
"""Takes what was kept: the prompt's name, and the samples at 8 kHz."""


async def record_by_telephone(
    ari: AriSettings,
    telephone: Called | CallsIn,
    wanted: Sequence[Wanted],
    directions: Directions,
    folder: Path,
    keep: Keep,
) -> Mapping[str, Fate]:
    """Have prompts spoken into a telephone; return what became of each.

    `folder` is for sounds that Asterisk is to play; it must be able to read it. What `keep` raises ends the call and is
    raised. Raises NotAnsweredError, and AriUnavailableError or AriRefusedError when Asterisk can't be worked with.
    """
    # The dialplan knows whom to give a call that comes in; each call out has a name of its own, since of two with one
    # name Asterisk tells the second alone what happens.
    application = _APPLICATION if isinstance(telephone, CallsIn) else f"{_APPLICATION}-{uuid4().hex}"
    link = AriLink(ari.url, ari.username, ari.password, application)
    if isinstance(telephone, CallsIn) and await link.is_taken():
        raise NotAnsweredError(_TAKEN)
    await link.start(CONNECT_SECONDS)
    try:
        return await _RecordingCall(link, telephone, directions, folder, keep).run(wanted)
    finally:
        await link.stop()


class _RecordingCall:
    def __init__(
        self, link: AriLink, telephone: Called | CallsIn, directions: Directions, folder: Path, keep: Keep
    ) -> None:
        self._link = link
        self._telephone = telephone
        self._directions = directions
        self._folder = folder
        self._keep = keep
        # Of who calls in it is known only then.
        self._channel = f"veertien-{uuid4().hex}" if isinstance(telephone, Called) else None
        self._answered = asyncio.Event()
        self._gone = asyncio.Event()
        self._why = "nobody called in" if self._channel is None else "the telephone was not answered: it rang in vain"
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._stored: set[str] = set()
        self._ends: dict[str, asyncio.Future[AriEvent]] = {}

    async def run(self, wanted: Sequence[Wanted]) -> Mapping[str, Fate]:
        fates = {one.name: Fate.LEFT for one in wanted}
        with self._link.listening() as events:
            watch = asyncio.create_task(self._watch(events))
            gone = asyncio.create_task(self._gone.wait())
            work = asyncio.create_task(self._work(wanted, fates))
            tasks: list[asyncio.Task[Any]] = [watch, gone, work]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for ended in done:
                    ended.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self._hang_up()
                for name in tuple(self._stored):
                    await self._forget(name)
        if not self._answered.is_set():
            raise NotAnsweredError(self._why)
        return fates

    async def _work(self, wanted: Sequence[Wanted], fates: dict[str, Fate]) -> None:
        await self._reach()
        if not self._answered.is_set():
            return
        await self._say(self._directions.welcome)
        for one in wanted:
            fate = await self._record(one)
            fates[one.name] = fate
            if fate is Fate.LEFT:
                return
        await self._say(self._directions.farewell)

    async def _reach(self) -> None:
        """Wait until there is somebody on the telephone, or has been waited long enough."""
        match self._telephone:
            case Called(endpoint, caller_id):
                most_seconds = _RING_SECONDS + _MARGIN_SECONDS
                await self._request(
                    "channels",
                    "originate",
                    endpoint=endpoint,
                    app=self._link.application,
                    channelId=self._channel,
                    callerId=f"<{caller_id}>",
                    timeout=_RING_SECONDS,
                )
            case CallsIn(most_seconds, ready):
                ready()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_seconds):
                await self._answered.wait()

    async def _record(self, wanted: Wanted) -> Fate:
        silences = 0
        await self._say(wanted.asked_for)
        while silences < _MOST_TIMES:
            await self._play(_BEEP)
            pcm = await self._take_down()
            if not pcm.size:
                silences += 1
                await self._say(self._directions.not_heard)
                continue
            match await self._choice(to_frames(pcm)):
                case "1":
                    self._keep(wanted.name, pcm)
                    await self._say(self._directions.kept)
                    return Fate.KEPT
                case "2":
                    continue
                case "3":
                    return Fate.SKIPPED
            break
        return Fate.LEFT

    async def _choice(self, recording: bytes) -> str | None:
        """Play a recording back and return the key that says what is to become of it; None when none is pressed."""
        if key := await self._say(recording, _KEYS):
            return key
        for _ in range(_MOST_TIMES):
            if key := await self._say(self._directions.choose, _KEYS):
                return key
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_KEY_SECONDS):
                    return await self._one_of(_KEYS)
        return None

    async def _say(self, sound: bytes, keys: Set[str] = _GO_ON) -> str | None:
        """Play a sound until its end, or until one of these keys is pressed, which is returned."""
        key, play = asyncio.create_task(self._one_of(keys)), asyncio.create_task(self._play(sound))
        both: list[asyncio.Task[Any]] = [key, play]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if key.done():
                return key.result()
            play.result()
            return None
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _one_of(self, keys: Set[str]) -> str:
        while (key := await self._keys.get()) not in keys:
            pass
        return key

    async def _take_down(self) -> NDArray[np.int16]:
        """Record until # or silence; return what was spoken, nothing where nobody spoke."""
        name = f"veertien-{uuid4().hex}"
        ended = self._end_of(name)
        self._stored.add(name)
        await self._request(
            "channels",
            "record",
            channelId=self._channel,
            name=name,
            format="wav",
            maxDurationSeconds=_LONGEST_SECONDS,
            maxSilenceSeconds=_SILENCE_SECONDS,
            terminateOn="#",
        )
        async with asyncio.timeout(_LONGEST_SECONDS + _MARGIN_SECONDS):
            event = await ended
        if event["type"] == "RecordingFailed":
            why = event["recording"].get("cause", "see its log")
            await self._fail(AriRefusedError(f"Asterisk could not record: {why}"))
        content = await self._link.fetch("recordings", "getStoredFile", recordingName=name)
        await self._forget(name)
        # Also the # that ended it.
        while not self._keys.empty():
            self._keys.get_nowait()
        recording = parse_wav(content, "what Asterisk recorded")
        return await asyncio.to_thread(cut_out, recording.pcm, recording.hertz)

    async def _play(self, sound: bytes) -> None:
        """Play a sound to its end, or until cancelled."""
        file = self._folder / f"{uuid4().hex}.wav"
        file.write_bytes(encode_wav(np.frombuffer(sound, "<i2").astype(np.int16), HERTZ))
        # Asterisk may be another user.
        file.chmod(0o644)
        playback = uuid4().hex
        ended = self._end_of(playback)
        media = f"sound:{file.with_suffix('')}"
        try:
            await self._request("channels", "playWithId", channelId=self._channel, playbackId=playback, media=media)
            async with asyncio.timeout(len(sound) / BYTES_PER_SECOND + _MARGIN_SECONDS):
                event = await ended
            if event["playback"].get("state") == "failed":
                await self._fail(
                    AriRefusedError(f"Asterisk could not play {file}; it must be able to read that folder")
                )
        except asyncio.CancelledError:
            with contextlib.suppress(AriRefusedError):
                await self._link.request("playbacks", "stop", playbackId=playback)
            raise
        finally:
            file.unlink(missing_ok=True)

    async def _forget(self, recording: str) -> None:
        """Have Asterisk delete a recording."""
        self._stored.discard(recording)
        # There is none where nothing was said before the end of the call.
        with contextlib.suppress(AriRefusedError):
            await self._link.request("recordings", "deleteStored", recordingName=recording)

    def _end_of(self, identity: str) -> "asyncio.Future[AriEvent]":
        self._ends[identity] = asyncio.get_running_loop().create_future()
        return self._ends[identity]

    async def _watch(self, events: "asyncio.Queue[AriEvent]") -> None:
        while True:
            event = await events.get()
            match event["type"]:
                case "PlaybackFinished":
                    self._ended(event["playback"]["id"], event)
                case "RecordingFinished" | "RecordingFailed":
                    self._ended(event["recording"]["name"], event)
                case "ApplicationReplaced":
                    # Both found nobody there.
                    raise NotAnsweredError(_TAKEN)
                case "StasisStart":
                    await self._begin(event["channel"]["id"])
                case _ if event.get("channel", {}).get("id") == self._channel:
                    self._take(event)

    def _ended(self, identity: str, event: AriEvent) -> None:
        ended = self._ends.pop(identity, None)
        if ended is not None and not ended.done():
            ended.set_result(event)

    async def _begin(self, channel: str) -> None:
        """Take the call that is waited for; whoever else calls in hears the busy tone."""
        with contextlib.suppress(AriRefusedError):
            if self._channel is None:
                await self._link.request("channels", "answer", channelId=channel)
                self._channel = channel
            if channel == self._channel:
                self._answered.set()
            else:
                await self._link.request("channels", "hangup", channelId=channel, reason="busy")

    def _take(self, event: AriEvent) -> None:
        match event["type"]:
            case "ChannelDtmfReceived":
                self._keys.put_nowait(event["digit"])
            case "ChannelDestroyed" | "StasisEnd":
                self._why = f"the telephone was not answered: {event.get('cause_txt', 'it was hung up')}"
                self._gone.set()

    async def _request(self, resource: str, operation: str, **parameters: Any) -> None:
        """Run an ARI operation; raises as `_fail` does."""
        try:
            await self._link.request(resource, operation, **parameters)
        except AriRefusedError as error:
            await self._fail(error)

    async def _fail(self, error: AriRefusedError) -> NoReturn:
        """Raise the error, unless it is for a hangup: that ends this from outside, by an event that may come later."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HANGUP_SECONDS):
                await asyncio.Event().wait()
        raise error

    async def _hang_up(self) -> None:
        if self._channel is not None and not self._gone.is_set():
            with contextlib.suppress(AriRefusedError):
                await self._link.request("channels", "hangup", channelId=self._channel)


def _beep() -> bytes:
    at = np.arange(int(_BEEP_SECONDS * HERTZ)) / HERTZ
    return to_frames(np.rint(_BEEP_AMPLITUDE * np.sin(2 * np.pi * _BEEP_HERTZ * at)).astype(np.int16))


_BEEP = _beep()
