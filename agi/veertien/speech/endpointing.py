"""When a caller speaks: frames of telephone audio in, start of speech and whole utterances out.

Each frame of 20 ms is voiced or not by its level against the noise of the line (`activity`). Speech has started after
five voiced frames of ten: more than a click or a knock makes, less than the shortest "ja". It has ended when no more
than two frames of any five were voiced for the whole of the trailing silence: single bursts of noise prolong nothing.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from veertien.speech.activity import Activity

HERTZ = 8000
FRAME_SECONDS = 0.020
FRAME_BYTES = 320
"""One frame: 160 samples of signed 16-bit little-endian mono at 8 kHz."""

_ONSET_FRAMES, _ONSET_WINDOW = 5, 10
_LASTING_FRAMES, _LASTING_WINDOW = 3, 5
_PRE_ROLL_SECONDS = 0.30


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
        self._activity = Activity()
        self.reset()

    def reset(self) -> None:
        """Forget what was said, as before a new question; how noisy the line is stays known."""
        self._recent: deque[bytes] = deque(maxlen=round(_PRE_ROLL_SECONDS / FRAME_SECONDS) + _ONSET_WINDOW)
        self._onset: deque[bool] = deque(maxlen=_ONSET_WINDOW)
        self._lasting: deque[bool] = deque(maxlen=_LASTING_WINDOW)
        self._utterance: list[bytes] = []
        self._silent = 0

    def feed(self, frame: bytes) -> SpeechStarted | Utterance | None:
        """Take the next frame of `FRAME_BYTES` bytes; raises ValueError for another length."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame of {len(frame)} bytes: the endpointer takes {FRAME_BYTES}")
        voiced = self._activity.voiced(np.frombuffer(frame, "<i2"), speaking=bool(self._utterance))
        if not self._utterance:
            self._recent.append(frame)
            self._onset.append(voiced)
            if sum(self._onset) < _ONSET_FRAMES:
                return None
            self._utterance = list(self._recent)
            self._lasting.extend(self._onset)
            self._silent = 0
            return SpeechStarted()
        self._utterance.append(frame)
        self._lasting.append(voiced)
        self._silent = 0 if voiced and sum(self._lasting) >= _LASTING_FRAMES else self._silent + 1
        if self._silent < self._trailing and len(self._utterance) < self._longest:
            return None
        utterance = Utterance(b"".join(self._utterance))
        self._utterance = []
        self._recent.clear()
        self._onset.clear()
        return utterance
