"""When a caller speaks: frames of telephone audio in, start of speech and whole utterances out.

PocketSphinx's voice activity detector (WebRTC's) judges each frame of 20 ms. Its own Endpointer isn't used: one window
serves both its decisions, so that a pause of 0.6 s as the end would mean 0.6 s of speech as the start, too late for
barge-in and longer than "ja".

A frame is voiced when the detector says so and it is louder than the quietest of the last seconds, as steady noise
and tones are not. Speech has started after seven voiced frames of nine: more than a click makes with the detector's
own hangover, less than the shortest "ja".
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
import pocketsphinx

HERTZ = 8000
FRAME_SECONDS = 0.020
FRAME_BYTES = 320
"""One frame: 160 samples of signed 16-bit little-endian mono at 8 kHz."""

_ONSET_FRAMES, _ONSET_WINDOW = 7, 9
_PRE_ROLL_SECONDS = 0.30
_FLOOR_SECONDS = 3.0
_ABOVE_FLOOR_DB = 4.0


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The caller has begun to speak."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """All that was said, from a little before it began to the end of the silence after it; frames joined."""

    pcm: bytes


class Endpointer:
    """Finds utterances in a stream of frames; holds at most the longest utterance and its pre-roll."""

    def __init__(self, trailing_silence_seconds: float = 0.6, longest_seconds: float = 8.0) -> None:
        """Set how much silence ends an utterance, and after how long one ends without any."""
        self._trailing = round(trailing_silence_seconds / FRAME_SECONDS)
        self._longest = round(longest_seconds / FRAME_SECONDS)
        if not 1 <= self._trailing < self._longest:
            raise ValueError("the silence that ends an utterance must be shorter than the longest utterance")
        self._levels: deque[float] = deque(maxlen=round(_FLOOR_SECONDS / FRAME_SECONDS))
        self.reset()

    def reset(self) -> None:
        """Forget what was said, as before a new question; how noisy the line is stays known."""
        self._vad = pocketsphinx.Vad(pocketsphinx.Vad.MEDIUM_LOOSE, HERTZ, FRAME_SECONDS)
        self._recent: deque[bytes] = deque(maxlen=round(_PRE_ROLL_SECONDS / FRAME_SECONDS) + _ONSET_WINDOW)
        self._onset: deque[bool] = deque(maxlen=_ONSET_WINDOW)
        self._utterance: list[bytes] = []
        self._silent = 0

    def feed(self, frame: bytes) -> SpeechStarted | Utterance | None:
        """Take the next frame of `FRAME_BYTES` bytes; raises ValueError for another length."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame of {len(frame)} bytes: the endpointer takes {FRAME_BYTES}")
        voiced = self._voiced(frame)
        if not self._utterance:
            self._recent.append(frame)
            self._onset.append(voiced)
            if sum(self._onset) < _ONSET_FRAMES:
                return None
            self._utterance = list(self._recent)
            self._silent = 0
            return SpeechStarted()
        self._utterance.append(frame)
        self._silent = 0 if voiced else self._silent + 1
        if self._silent < self._trailing and len(self._utterance) < self._longest:
            return None
        utterance = Utterance(b"".join(self._utterance))
        self._utterance = []
        self._recent.clear()
        self._onset.clear()
        return utterance

    def _voiced(self, frame: bytes) -> bool:
        samples = np.frombuffer(frame, "<i2").astype(np.float64)
        level = float(10 * np.log10(np.mean(samples**2) + 1))
        self._levels.append(level)
        speech = bool(self._vad.is_speech(frame))
        return speech and level > min(self._levels) + _ABOVE_FLOOR_DB
