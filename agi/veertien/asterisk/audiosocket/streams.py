"""The two streams of a session, without I/O: even frames on a steady clock, whatever the timers and the network do.

`Pacer` says when frames to the caller are due and `Player` what is in them. `EvenAudio` makes even frames of what comes
from the caller, and `Inbox` keeps them, with bounded memory, for the one task that reads a session's events.
"""

import asyncio
import math
from collections import deque

from veertien.asterisk.audiosocket.codec import AudioLocalProtocolError
from veertien.asterisk.audiosocket.events import Audio, AudioEvent, Closed, EndReason, KeyReceived, PlaybackEnded
from veertien.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE

_LARGEST_BURST = 2
_GAP_FRAMES = 5
_MOST_AUDIO = 500
_MOST_KEYS = 100


class Pacer:
    """Says when frames are due: frame n at start + n * 20 ms, so that rounding and late timers never add up to drift.

    Times are seconds on any monotonic clock. After a stall at most `_LARGEST_BURST` frames go out together and the
    schedule starts again from there: Asterisk passes on at once whatever it gets.
    """

    def __init__(self, start: float) -> None:
        self._start = start
        self._sent = 0
        self.late = 0
        """How many frames were due for 20 ms or longer when they were asked for, or were left out."""

    @property
    def next_due(self) -> float:
        """When the next frame is due."""
        return self._start + self._sent * FRAME_SECONDS

    def take_due(self, now: float) -> int:
        """Return how many frames to send now, 0 to 2, and count them as sent."""
        # The tolerance keeps a timer that fires a hair early, by rounding, from costing a turn.
        due = max(0, math.floor((now - self._start) / FRAME_SECONDS - self._sent + 1.001))
        self.late += max(0, due - 1)
        if due <= _LARGEST_BURST:
            self._sent += due
            return due
        self._start, self._sent = now + FRAME_SECONDS, 0
        return _LARGEST_BURST


class Player:
    """Cuts what is played into frames; plays are numbered from 1."""

    def __init__(self) -> None:
        self._plays = 0
        self._pcm: bytes | None = None
        self._position = 0

    def play(self, pcm: bytes) -> int:
        """Play `pcm` (s16le at 8 kHz, mono) instead of what plays now; return the play's number.

        A last part of a frame is filled up with silence. `AudioLocalProtocolError` when half a sample is left over.
        """
        if len(pcm) % 2:
            raise AudioLocalProtocolError(f"audio of {len(pcm)} bytes ends in half a sample")
        self._plays += 1
        self._pcm, self._position = pcm, 0
        return self._plays

    def stop(self) -> None:
        """Play nothing from the next frame on."""
        self._pcm = None

    def next_frame(self) -> tuple[bytes, int | None]:
        """Return the frame to send now, and the number of the play that was over before it, if one was."""
        if self._pcm is None:
            return SILENCE, None
        if self._position >= len(self._pcm):
            self._pcm = None
            return SILENCE, self._plays
        frame = self._pcm[self._position : self._position + FRAME_BYTES]
        self._position += FRAME_BYTES
        return frame.ljust(FRAME_BYTES, b"\0"), None


class TooManyKeysError(Exception):
    """More keys are waiting than any caller can have pressed."""


class EvenAudio:
    """Cuts the caller's audio into frames of 20 ms and fills its gaps with silence.

    Asterisk sends what RTP brought: frames of the far end's packet size, and nothing at all while the far end
    suppresses silence or a key is down. Whoever waits for the end of speech needs time to pass all the same, so once
    nothing has come for 100 ms that time is handed on as silence, and every further 20 ms likewise.
    """

    def __init__(self, start: float) -> None:
        self._part = bytearray()
        self._covered_until = start
        self._in_gap = False

    def receive(self, pcm: bytes, now: float) -> list[bytes]:
        """Take audio of any even length that came `now`; return the frames that are full."""
        self._part += pcm
        self._covered_until, self._in_gap = now, False
        whole = len(self._part) - len(self._part) % FRAME_BYTES
        frames = [bytes(self._part[at : at + FRAME_BYTES]) for at in range(0, whole, FRAME_BYTES)]
        del self._part[:whole]
        return frames

    def fill(self, now: float) -> list[bytes]:
        """Return the frames of silence that are missing up to `now`, after what was left of the last audio."""
        missing = int((now - self._covered_until) / FRAME_SECONDS + 0.001)
        if missing < (1 if self._in_gap else _GAP_FRAMES):
            return []
        last = [bytes(self._part.ljust(FRAME_BYTES, b"\0"))] if self._part else []
        self._part.clear()
        self._covered_until += missing * FRAME_SECONDS
        self._in_gap = True
        return last + [SILENCE] * min(missing, _MOST_AUDIO)


class Inbox:
    """Events waiting for their reader, oldest first; when it is slow the oldest audio goes, nothing else ever does."""

    def __init__(self) -> None:
        self._events: deque[AudioEvent] = deque()
        self._ready = asyncio.Event()
        self._closed = False
        self._audio = 0
        self._keys = 0
        self.dropped_frames = 0
        """Frames of audio dropped because the reader was slow."""

    def put(self, event: Audio | KeyReceived | PlaybackEnded) -> None:
        """Add an event; nothing is added once closed. Raises `TooManyKeysError` at the 101st key that waits."""
        if self._closed:
            return
        if isinstance(event, Audio):
            if self._audio == _MOST_AUDIO:
                self._events.remove(next(waiting for waiting in self._events if isinstance(waiting, Audio)))
                self.dropped_frames += 1
            else:
                self._audio += 1
        elif isinstance(event, KeyReceived):
            if self._keys == _MOST_KEYS:
                raise TooManyKeysError
            self._keys += 1
        self._events.append(event)
        self._ready.set()

    def forget_playback(self) -> None:
        """Take back the ends of plays that nobody has read: something else plays now, or nothing shall."""
        for event in [event for event in self._events if isinstance(event, PlaybackEnded)]:
            self._events.remove(event)

    def close(self, reason: EndReason) -> None:
        """Add the last event."""
        self._closed = True
        self._events.append(Closed(reason))
        self._ready.set()

    async def get(self) -> AudioEvent | None:
        """Return the next event; None when the last one has been read. One reader at a time."""
        while not self._events:
            if self._closed:
                return None
            self._ready.clear()
            await self._ready.wait()
        event = self._events.popleft()
        self._audio -= isinstance(event, Audio)
        self._keys -= isinstance(event, KeyReceived)
        return event
