"""One call's audio: what plays, what is heard, how it ends and what that means for the caller."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self
from uuid import UUID

from veertien.asterisk.audiosocket.codec import AudioFrame, ErrorFrame, Frame, KeyFrame, TerminateFrame, encode_audio
from veertien.asterisk.audiosocket.events import Audio, AudioEvent, EndReason, KeyReceived, PlaybackEnded
from veertien.asterisk.audiosocket.streams import EvenAudio, Inbox, Pacer, Player, TooManyKeysError
from veertien.frames import FRAME_SECONDS, SILENCE

AUDIO_CONNECT_SECONDS = 3.0
"""Seconds Asterisk has to open the audio connection; it takes 2-11 ms."""

_KEYS = frozenset("0123456789*#")


class AudioNotConnectedError(Exception):
    """Asterisk did not open the audio connection of this session."""


class Timer(Protocol):
    """A call that has been arranged."""

    def cancel(self) -> None:
        """Call it off."""


class Clock(Protocol):
    """Time in seconds and calls at a time; asyncio's event loop is one."""

    def time(self) -> float:
        """Return the time now."""

    def call_at(self, when: float, callback: Callable[[], object], /) -> Timer:
        """Arrange for `callback` to be called at `when`."""


class Wire(Protocol):
    """The connection under a session."""

    def send(self, data: bytes) -> None:
        """Send one whole frame."""

    def finish(self, reason: EndReason) -> None:
        """Part with the peer as becomes the reason."""


class AudioSession:
    """The audio of one call, from the moment it is expected.

    Iterate over it for its events; the last one is `Closed`. From the connection on a frame is sent each 20 ms,
    silence when nothing plays. No inbound audio is no sign of a hang-up (the far end may suppress silence): the gaps
    are filled with silence, and how long to wait for a caller who says nothing is the conversation's own matter.
    """

    def __init__(
        self,
        call_id: UUID,
        clock: Clock,
        *,
        expect_seconds: float,
        stall_seconds: float,
        on_end: Callable[["AudioSession"], None],
    ) -> None:
        self.call_id = call_id
        self._clock = clock
        self._stall_seconds = stall_seconds
        self._on_end = on_end
        self._timer = clock.call_at(clock.time() + expect_seconds, lambda: self.end(EndReason.NEVER_CONNECTED))
        self._inbox = Inbox()
        self._player = Player()
        self._settled = asyncio.Event()
        self._ended: EndReason | None = None
        self._wire: Wire | None = None
        self._even: EvenAudio
        self._pacer: Pacer
        self._blocked_since: float | None = None
        self._last_sent = SILENCE
        self._received_frames = 0

    @property
    def ended(self) -> EndReason | None:
        """How the session ended, or None while it has not."""
        return self._ended

    @property
    def attached(self) -> bool:
        """Whether Asterisk has connected."""
        return self._wire is not None

    @property
    def last_sent(self) -> bytes:
        """The frame that was sent last, silence when nothing plays: what an echo is of."""
        return self._last_sent

    @property
    def dropped_frames(self) -> int:
        """How many frames of 20 ms were dropped because their reader was slow."""
        return self._inbox.dropped_frames

    @property
    def late_frames(self) -> int:
        """How many frames of 20 ms went to the caller late by their own length or more, or not at all."""
        return 0 if self._wire is None else self._pacer.late

    @property
    def received_seconds(self) -> float:
        """How much audio Asterisk has sent, in seconds; the silence that gaps are filled with is not in it."""
        return self._received_frames * FRAME_SECONDS

    async def connected(self, deadline_seconds: float) -> None:
        """Wait until Asterisk has connected.

        Raises `AudioNotConnectedError` when it has not within the deadline or when the session ended before.
        """
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._settled.wait()
        except TimeoutError:
            raise AudioNotConnectedError(f"Asterisk opened no audio connection in {deadline_seconds:g} s") from None
        if self._wire is None:
            raise AudioNotConnectedError(f"the audio session ended before Asterisk connected: {self._ended}")

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> AudioEvent:
        event = await self._inbox.get()
        if event is None:
            raise StopAsyncIteration
        return event

    def play(self, pcm: bytes) -> int:
        """Play `pcm` (s16le at 8 kHz, mono, any length) in place of what plays now, beginning with the next frame.

        Returns the play's number, which its `PlaybackEnded` carries. That event comes once when all of it has been
        played, and not at all when `play` or `stop_playing` came before the event was read. Raises
        `AudioLocalProtocolError` when the length is odd.
        """
        number = self._player.play(pcm)
        self._inbox.forget_playback()
        return number

    def stop_playing(self) -> None:
        """Send silence from the next frame on."""
        self._player.stop()
        self._inbox.forget_playback()

    def close(self) -> None:
        """End the session: Asterisk's application returns and the channel lives on. May be called more than once."""
        self.end(EndReason.CLOSED_HERE if self.attached else EndReason.NEVER_CONNECTED)

    # What follows is for the server and the connection.

    def attach(self, wire: Wire) -> None:
        """Begin: Asterisk has connected over `wire`."""
        self._timer.cancel()
        self._wire = wire
        now = self._clock.time()
        self._pacer, self._even = Pacer(now), EvenAudio(now)
        self._settled.set()
        self._tick()

    def receive(self, frame: Frame) -> None:
        """Take a frame from the peer."""
        match frame:
            case AudioFrame(pcm):
                frames = self._even.receive(pcm, self._clock.time())
                self._received_frames += len(frames)
                for even in frames:
                    self._inbox.put(Audio(even))
            case KeyFrame(key) if key in _KEYS:
                try:
                    self._inbox.put(KeyReceived(key))
                except TooManyKeysError:
                    self.end(EndReason.PROTOCOL_ERROR)
            case TerminateFrame():
                self.end(EndReason.HANGUP)
            case ErrorFrame():
                self.end(EndReason.PEER_ERROR)

    def set_writable(self, writable: bool) -> None:
        """Take note whether the peer takes what is sent."""
        self._blocked_since = None if writable else self._clock.time()

    def end(self, reason: EndReason) -> None:
        """End the session; only the first reason counts."""
        if self._ended is not None:
            return
        self._ended = reason
        self._timer.cancel()
        self._inbox.close(reason)
        self._settled.set()
        if self._wire is not None:
            self._wire.finish(reason)
        self._on_end(self)

    def _tick(self) -> None:
        now = self._clock.time()
        due = self._pacer.take_due(now)
        if self._blocked_since is None:
            for _ in range(due):
                self._send_frame()
        elif now - self._blocked_since >= self._stall_seconds:
            self.end(EndReason.STALLED)
        for silence in self._even.fill(now):
            self._inbox.put(Audio(silence))
        if self._ended is None:
            self._timer = self._clock.call_at(self._pacer.next_due, self._tick)

    def _send_frame(self) -> None:
        frame, over = self._player.next_frame()
        if over is not None:
            self._inbox.put(PlaybackEnded(over))
        self._last_sent = frame
        if self._wire is not None:
            self._wire.send(encode_audio(frame))


class AudioOutcome(StrEnum):
    """What is left to do for the caller after the audio session."""

    FINISHED = "finished"
    """The conversation was over and the caller is still there."""
    AUDIO_FAILED = "audio_failed"
    """The audio broke down but the caller is still there: someone must take the call."""
    HUNG_UP = "hung_up"
    """The caller is gone."""


@dataclass(frozen=True, slots=True)
class AudioVerdict:
    """An outcome and the reason for it, in one sentence."""

    outcome: AudioOutcome
    reason: str


_FAILURES = {
    EndReason.NEVER_CONNECTED: "Asterisk never connected to the AudioSocket server",
    EndReason.EOF: "Asterisk ended the audio session while the caller was still there",
    EndReason.HANGUP: "Asterisk ended the audio session while the caller was still there",
    EndReason.PEER_ERROR: "Asterisk reported an error on the audio session",
    EndReason.PROTOCOL_ERROR: "Asterisk's side of the audio session broke the AudioSocket protocol",
    EndReason.CONNECTION_LOST: "the audio connection to Asterisk was lost",
    EndReason.STALLED: "Asterisk stopped reading the audio session",
    EndReason.SERVER_STOPPED: "the audio server was stopped",
}

_NO_SUCH_APPLICATION = "-2"


def judge_audio(result: str | None, channel_status: int | None, ended: EndReason | None) -> AudioVerdict:
    """Return what became of an audio session.

    `result` is the result of `EXEC AudioSocket` (None when no reply came because the channel or the AGI connection was
    gone), `channel_status` that of `CHANNEL STATUS` asked after it (None when it was answered 511 or not at all), and
    `ended` how the audio session ended (None when it had not noticed yet).

    Asterisk answers -1 for a caller who hung up, but also for a refused connection, a bad UUID and its own 2 s
    time-out, with the channel alive; and 0 both when we ended the session and when we refused it. So the channel's
    status decides whether the caller is there, and our own end of the session whether the conversation was over.
    """
    if channel_status is None or channel_status < 0:
        return AudioVerdict(AudioOutcome.HUNG_UP, "the caller hung up")
    if ended is EndReason.CLOSED_HERE:
        return AudioVerdict(AudioOutcome.FINISHED, "the conversation was over")
    if result == _NO_SUCH_APPLICATION:
        reason = "Asterisk has no application AudioSocket: load app_audiosocket.so"
    elif ended is None:
        reason = "Asterisk left the AudioSocket application while the session was open"
    else:
        reason = _FAILURES[ended]
    return AudioVerdict(AudioOutcome.AUDIO_FAILED, reason)
