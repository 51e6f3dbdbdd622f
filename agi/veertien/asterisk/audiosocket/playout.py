"""What goes to the caller and when: frames on an absolute clock, silence where nothing plays."""

import math

from veertien.asterisk.audiosocket.codec import AudioLocalProtocolError
from veertien.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE

"""Duration of one frame."""

_LARGEST_BURST = 2


class Pacer:
    """Says when frames are due: frame n at start + n * 20 ms, so that rounding and late timers never add up to drift.

    Times are seconds on any monotonic clock. After a stall at most `_LARGEST_BURST` frames go out together and the
    schedule starts again from there: Asterisk passes on at once whatever it gets.
    """

    def __init__(self, start: float) -> None:
        self._start = start
        self._sent = 0

    @property
    def next_due(self) -> float:
        """When the next frame is due."""
        return self._start + self._sent * FRAME_SECONDS

    def take_due(self, now: float) -> int:
        """Return how many frames to send now, 0 to 2, and count them as sent."""
        # The tolerance keeps a timer that fires a hair early, by rounding, from costing a turn.
        due = max(0, math.floor((now - self.next_due) / FRAME_SECONDS + 1.001))
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
