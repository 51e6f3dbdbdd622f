"""When a caller speaks: frames of telephone audio in, start of speech, pauses and whole utterances out.

Each frame of 20 ms is voiced or not by its level against the noise of the line (`activity`). Speech has started after
five voiced frames of ten: more than a click or a knock makes, less than the shortest "ja". There is silence while no
more than two frames of any five are voiced: single bursts of noise prolong nothing. Silence of `PAUSE_SECONDS` is a
pause: what was said until then may be all, and can be recognised while it is not known yet whether more comes. How
long a silence ends the utterance is the caller's of this module to say (`end_after`), pause by pause.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from veertien.frames import FRAME_BYTES, FRAME_SECONDS
from veertien.speech.line.activity import Activity
from veertien.speech.line.echo import Echo

PAUSE_SECONDS = 0.16
"""Silence that is a pause: longer than the stop inside a word, and enough for the recogniser to hear the same as after
0.6 s (see docs/audio-figures.md)."""

_ONSET_FRAMES, _ONSET_WINDOW = 5, 10
_LASTING_FRAMES, _LASTING_WINDOW = 3, 5
_PRE_ROLL_SECONDS = 0.30
_PAUSE_FRAMES = round(PAUSE_SECONDS / FRAME_SECONDS)


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The caller has begun to speak."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The caller is silent for now. `pcm` is all that was said so far, the pause included; frames joined."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class SpeechWentOn:
    """The caller speaks again after a pause, and the utterance goes on."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """All that was said, from a little before it began to the end of the silence after it; frames joined."""

    pcm: bytes


SpeechEvent = SpeechStarted | Paused | SpeechWentOn | Utterance


class Endpointer:
    """Finds utterances in a stream of frames; holds at most the longest utterance and its pre-roll."""

    def __init__(self, end_of_speech_timeout: float = 0.6, longest_seconds: float = 8.0) -> None:
        """Set how much silence ends an utterance, and after how long one ends without any."""
        self._usual = round(end_of_speech_timeout / FRAME_SECONDS)
        self._longest = round(longest_seconds / FRAME_SECONDS)
        if not 1 <= self._usual < self._longest:
            raise ValueError("the silence that ends an utterance must be shorter than the longest utterance")
        self._activity = Activity()
        self._echo = Echo()
        self.reset()

    def reset(self) -> None:
        """Forget what was said, as before a new question; how noisy the line is and what was sent stay known."""
        self._recent: deque[bytes] = deque(maxlen=round(_PRE_ROLL_SECONDS / FRAME_SECONDS) + _ONSET_WINDOW)
        self._onset: deque[bool] = deque(maxlen=_ONSET_WINDOW)
        self._lasting: deque[bool] = deque(maxlen=_LASTING_WINDOW)
        self._utterance: list[bytes] = []
        self._silent = 0
        self._trailing = self._usual

    def end_after(self, silence_seconds: float) -> None:
        """Let the pause there is now end the utterance when it has lasted this long; without one, nothing changes.

        A pause that is longer already ends it with the next frame, unless speech goes on: then this is void.
        """
        if self._silent >= _PAUSE_FRAMES:
            self._trailing = round(silence_seconds / FRAME_SECONDS)

    @property
    def silence_seconds(self) -> float:
        """How long the caller has been silent since they spoke last; 0 while nothing has been said."""
        return self._silent * FRAME_SECONDS

    def feed(self, frame: bytes, sent: bytes = bytes(FRAME_BYTES)) -> SpeechEvent | None:
        """Take the next frame of `FRAME_BYTES` bytes; raises ValueError for another length.

        `sent` is the frame that the caller was sent last; nobody begins to speak with its echo.
        """
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame of {len(frame)} bytes: the endpointer takes {FRAME_BYTES}")
        self._echo.follow(sent)
        voiced = self._activity.voiced(np.frombuffer(frame, "<i2"), speaking=bool(self._utterance))
        if not self._utterance:
            return self._wait_for_speech(frame, voiced=voiced)
        return self._follow_speech(frame, voiced=voiced)

    def _wait_for_speech(self, frame: bytes, *, voiced: bool) -> SpeechEvent | None:
        self._recent.append(frame)
        self._onset.append(voiced)
        if sum(self._onset) < _ONSET_FRAMES or self._echo.explains(b"".join(list(self._recent)[-_ONSET_WINDOW:])):
            return None
        self._utterance = list(self._recent)
        self._lasting.extend(self._onset)
        self._silent = 0
        return SpeechStarted()

    def _follow_speech(self, frame: bytes, *, voiced: bool) -> SpeechEvent | None:
        self._utterance.append(frame)
        self._lasting.append(voiced)
        before = self._silent
        self._silent = 0 if voiced and sum(self._lasting) >= _LASTING_FRAMES else before + 1
        # Before the usual silence any voiced frame is waited out: it may be the first of what comes next.
        over = self._silent >= (max(self._usual, self._trailing) if any(self._lasting) else self._trailing)
        if over or len(self._utterance) >= self._longest:
            return self._ended()
        if self._silent == 0:
            self._trailing = self._usual
            return SpeechWentOn() if before >= _PAUSE_FRAMES else None
        return Paused(b"".join(self._utterance)) if self._silent == _PAUSE_FRAMES else None

    def _ended(self) -> Utterance:
        utterance = Utterance(b"".join(self._utterance))
        self._utterance = []
        self._recent.clear()
        self._onset.clear()
        self._silent = 0
        self._trailing = self._usual
        return utterance
