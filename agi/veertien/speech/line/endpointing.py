"""When a caller speaks: frames of telephone audio in, start of speech, pauses and whole utterances out.

Theory. Each frame of 20 ms is voiced or not by its level in the telephone band against the noise of the line
(`Activity`). The noise is followed from frame to frame: its level and how much that varies, learnt while nobody speaks,
and the quietest moment of the last seconds, above which speech soon falls back but steady noise, hum and tones do not.
Where the noise is not steady (`Restlessness`), speech begins only above its loud moments of the last five seconds.

Speech has started after five voiced frames of ten, more than a click or a knock makes and less than the shortest "ja",
unless they are our own prompt coming back (`Echo`). Telephones and hybrids send back what they play, softer and later.
An echo has the prompt's own waveform, moved in time: its correlation with what was sent is high at some delay, which
that of somebody else's voice never is. Whatever is nearly as loud as the prompt is no echo in any case.

There is silence while no more than two frames of any five are voiced: single bursts of noise prolong nothing. Silence
of `LEAST_PAUSE_SECONDS` is a pause: what was said until then may be all, and can be recognised while it is not known
yet whether more comes. How long a silence ends the utterance is said from outside (`end_after`), pause by pause: by
`end_of_speech_timeout`, from what was understood.

Rules. What decides when a caller speaks stands in this file alone. docs/audio.md describes it in words, and
docs/audio-figures.md has the figures that the constants were chosen by: whoever changes one measures these again, and
runs tests/speech/test_barge_in.py and tests/speech/test_pausing.py.
"""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veertien.frames import FRAME_BYTES, FRAME_SAMPLES, FRAME_SECONDS, HERTZ, SILENCE

LEAST_PAUSE_SECONDS = 0.16
USUAL_SECONDS = 0.6
"""Silence of which it is likely that it is the end, whatever was said before it."""
"""Silence that is a pause: longer than the stop inside a word, and enough for the recogniser to hear the same as after
0.6 s (see docs/audio-figures.md)."""

_ONSET_FRAMES, _ONSET_WINDOW = 5, 10
_LASTING_FRAMES, _LASTING_WINDOW = 3, 5
_PRE_ROLL_SECONDS = 0.30
_PAUSE_FRAMES = round(LEAST_PAUSE_SECONDS / FRAME_SECONDS)

_LOWEST_LINE, _HIGHEST_LINE = 6, 68
"""300 to 3400 Hz. In 20 ms each multiple of 50 Hz is a line of the spectrum, and hum leaks into no other."""

_BLOCKS = 8
_FLOOR_FRAMES = 150
_HELD_FRAMES = 3
_SILENT_DB = 18.0
"""What a line that sends one value for long is taken for: A-law's own silence."""

_LEAST_SPEECH_DB = 24.0
"""Below this nothing is speech: one step of A-law is as high (66 dB under full scale)."""

_ONSET_DB, _MOST_ONSET_DB, _ONSET_DEVIATIONS = 3.5, 9.0, 2.5
_LASTING_DB, _MOST_LASTING_DB, _LASTING_SHARE = 3.5, 15.0, 0.45
_TONE_SHARE, _TONE_STEADY_DB = 0.85, 1.0
_DOWN, _UP, _UP_IN_SPEECH, _UP_SPEAKING = 0.10, 0.05, 0.01, 0.002
_DEVIATION_PACE = 0.05
_LOUD_DECAY_DB = 0.05
_FIRST_DEVIATION_DB = 1.5

_FIRST_FRAMES, _FIRST_DB = 75, 58.0
"""What begins in the first 1.5 s of a call, while nothing is known of its line yet, must be as loud as ordinary speech
(32 dB under full scale): the first prompt has hardly begun."""

_UNREST_FRAMES, _LATEST_FRAMES = 250, 25
_LOUD_SHARE = 0.97
_BEYOND_SHARE, _MOST_BEYOND_DB = 0.5, 8.0
"""How much louder speech is than the loud moments of a restless line, as a share of what these are above its middle."""

_LATEST_ECHO_SECONDS = 0.5
"""Longest delay of an echo: a satellite's way and back."""

_LEAST_ECHO_LOSS_DB = 12.0
"""An echo is at least so much softer than the loudest of the prompt; echo cancellers see to 20 dB and more."""

_LEAST_ECHO_LIKENESS = 0.5
"""Correlation from which a sound is an echo. Echoes 20 to 35 dB down have 0.86 and more, less at their beginning and
where a room adds to them; people who speak over a prompt 0.41 and less in 19 of 20 stretches of 0.2 s."""

_LATEST_ECHO_FRAMES = round(_LATEST_ECHO_SECONDS * HERTZ / FRAME_SAMPLES)
_LOWEST_HERTZ, _HIGHEST_HERTZ = 300, 3400
_MOST_STRETCH_FRAMES = 15


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The caller has begun to speak."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The caller is silent for now."""

    pcm: bytes
    """All that was said so far, the pause included; frames joined."""


@dataclass(frozen=True, slots=True)
class SpeechWentOn:
    """The caller speaks again after a pause, and the utterance goes on."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """All that was said, from a little before it began to the end of the silence after it; frames joined."""

    pcm: bytes


SpeechEvent = SpeechBegan | Paused | SpeechWentOn | Utterance


class Endpointer:
    """Finds utterances in a stream of frames; holds at most the longest utterance and its pre-roll."""

    def __init__(self, usual_seconds: float = USUAL_SECONDS, longest_seconds: float = 8.0) -> None:
        """`usual_seconds` of silence end an utterance of which `end_after` says nothing, `longest_seconds` any."""
        self._usual = round(usual_seconds / FRAME_SECONDS)
        self._longest = round(longest_seconds / FRAME_SECONDS)
        if not 1 <= self._usual < self._longest:
            raise ValueError("the silence that ends an utterance must be shorter than the longest utterance")
        self._activity = Activity()
        self._restless = Restlessness()
        self._echo = Echo()
        self.reset()

    def reset(self) -> None:
        """Forget what was said, as before a new question; how noisy the line is and what was sent stay known."""
        self._recent: deque[bytes] = deque(maxlen=round(_PRE_ROLL_SECONDS / FRAME_SECONDS) + _ONSET_WINDOW)
        self._onset: deque[bool] = deque(maxlen=_ONSET_WINDOW)
        self._unusual: deque[bool] = deque(maxlen=_ONSET_WINDOW)
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

    def feed(self, frame: bytes, sent: bytes = SILENCE) -> SpeechEvent | None:
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
        # Lost packets begin nothing: a knock on a silent line would be three frames longer than it is.
        voiced = voiced and not self._activity.held
        self._onset.append(voiced)
        self._unusual.append(voiced and self._activity.level > self._restless.least_db())
        self._restless.follow(self._activity.level)
        if sum(self._onset) < _ONSET_FRAMES:
            return None
        if self._echo.explains(b"".join(list(self._recent)[-_ONSET_WINDOW:])):
            # Of the line itself it says nothing.
            self._restless.forget_latest()
            return None
        if sum(self._unusual) < _ONSET_FRAMES:
            return None
        self._restless.forget_latest()
        self._utterance = list(self._recent)
        self._lasting.extend(self._onset)
        self._silent = 0
        return SpeechBegan()

    def _follow_speech(self, frame: bytes, *, voiced: bool) -> SpeechEvent | None:
        self._utterance.append(frame)
        before = self._silent
        # Lost packets end no silence either.
        voiced = voiced and not (before and self._activity.held)
        self._lasting.append(voiced)
        self._silent = 0 if voiced and sum(self._lasting) >= _LASTING_FRAMES else before + 1
        if self._activity.held > _HELD_FRAMES:
            # They were no lost packets but the line's own silence, from the first of them on.
            self._lasting.extend([False] * min(self._activity.held, _LASTING_WINDOW))
            self._silent = max(self._silent, self._activity.held)
        # Before the usual silence any voiced frame among the last five is waited out, also where `end_after` said less:
        # it may be the first of what comes next.
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
        self._unusual.clear()
        self._silent = 0
        self._trailing = self._usual
        return utterance


def _band() -> NDArray[np.float64]:
    """Return the matrix that keeps of a frame what lies between 300 and 3400 Hz: cheaper than two transforms."""
    spectra = np.fft.rfft(np.eye(FRAME_SAMPLES), axis=0)
    spectra[:_LOWEST_LINE] = 0
    spectra[_HIGHEST_LINE + 1 :] = 0
    return np.fft.irfft(spectra, FRAME_SAMPLES, axis=0)


_BAND = _band()


class Activity:
    """Follows one line, frame by frame."""

    def __init__(self) -> None:
        self._quietest: deque[float] = deque(maxlen=_FLOOR_FRAMES)
        self._noise: float | None = None
        self._deviation = _FIRST_DEVIATION_DB
        self._level = 0.0
        self._held = 0
        self._loud = 0.0

    @property
    def level(self) -> float:
        """The last frame's level between 300 and 3400 Hz, in dB over a mean square of 1."""
        return self._level

    @property
    def held(self) -> int:
        """How many frames of one value came last, one after the other."""
        return self._held

    def voiced(self, samples: NDArray[np.int16], *, speaking: bool) -> bool:
        """Take the next frame; return whether it is speech, given whether somebody was `speaking` before it.

        A lost packet (a frame of one value) counts as the frame before it, up to three in a row; `held` tells who
        follows speech when more come that the line is silent.
        """
        before = self._level
        if samples.min() == samples.max():
            self._held += 1
            if self._held <= _HELD_FRAMES:
                return self._above(self._level, speaking)
            self._level = _SILENT_DB
        else:
            self._held = 0
            self._level = max(_level(samples), _SILENT_DB)
        if self._noise is None:
            self._noise = self._level
        self._quietest.append(self._level)
        voiced = self._above(self._level, speaking)
        if voiced and abs(self._level - before) < _TONE_STEADY_DB:
            voiced = not _tonal(samples)
        self._learn(voiced, speaking)
        return voiced

    def _above(self, level: float, speaking: bool) -> bool:
        if self._noise is None:
            return False
        noise = max(self._noise, min(self._quietest))
        if speaking:
            above = min(max(_LASTING_DB, _LASTING_SHARE * (self._loud - noise)), _MOST_LASTING_DB)
        else:
            above = min(max(_ONSET_DB, _ONSET_DEVIATIONS * self._deviation), _MOST_ONSET_DB)
        return level > max(noise + above, _LEAST_SPEECH_DB)

    def _learn(self, voiced: bool, speaking: bool) -> None:
        noise = self._level if self._noise is None else self._noise
        away = self._level - noise
        if speaking:
            self._loud = max(self._level, self._loud - _LOUD_DECAY_DB)
            pace = _DOWN if away < 0 else _UP_SPEAKING
        else:
            self._loud = self._level
            pace = _DOWN if away < 0 else _UP_IN_SPEECH if voiced else _UP
            if not voiced:
                self._deviation += _DEVIATION_PACE * (abs(away) - self._deviation)
        self._noise = noise + pace * away


class Restlessness:
    """Follows how loud a line gets while nobody speaks at it: by music, a television, traffic, noise that wavers.

    On a steady line its loud moments are hardly above the others, and nothing more is asked of speech.
    """

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=_UNREST_FRAMES)
        self._latest: deque[float] = deque()
        self._seen = 0

    def follow(self, level: float) -> None:
        """Take the level of the next frame while nobody speaks."""
        self._seen += 1
        self._latest.append(level)
        if len(self._latest) > _LATEST_FRAMES:
            self._levels.append(self._latest.popleft())

    def forget_latest(self) -> None:
        """Leave the last 0.5 s out: what was in them is not the line's own."""
        self._latest.clear()

    def least_db(self) -> float:
        """Return the level that a frame must exceed to be the beginning of speech."""
        if self._seen < _FIRST_FRAMES:
            return _FIRST_DB
        if not self._levels:
            return 0.0
        levels = sorted(self._levels)
        loud, middle = levels[int(_LOUD_SHARE * (len(levels) - 1))], levels[len(levels) // 2]
        return loud + min(_MOST_BEYOND_DB, _BEYOND_SHARE * (loud - middle))


def _level(samples: NDArray[np.int16]) -> float:
    """Return the level between 300 and 3400 Hz in dB over a mean square of 1.

    The loudest of eight parts of the frame is left out: a click fills no more than one.
    """
    parts = (_BAND @ samples).reshape(_BLOCKS, -1)
    powers = np.einsum("ij,ij->i", parts, parts).tolist()
    return 10 * math.log10((sum(powers) - max(powers)) / (FRAME_SAMPLES - FRAME_SAMPLES // _BLOCKS) + 1)


def _tonal(samples: NDArray[np.int16]) -> bool:
    """Whether one or two tones make nearly all of the sound between 300 and 3400 Hz."""
    lines = np.abs(np.fft.rfft(samples)) ** 2
    lines[:_LOWEST_LINE] = 0
    lines[_HIGHEST_LINE + 1 :] = 0
    total = float(lines.sum())
    share = 0.0
    for _ in range(2):
        top = int(lines.argmax())
        near = slice(max(0, top - 1), top + 2)
        share += float(lines[near].sum())
        lines[near] = 0
    return share > _TONE_SHARE * total


class Echo:
    """Follows what one call is played, frame by frame."""

    def __init__(self) -> None:
        size = _LATEST_ECHO_FRAMES + _MOST_STRETCH_FRAMES
        self._sent: deque[bytes] = deque([SILENCE] * size, maxlen=size)

    def follow(self, sent: bytes) -> None:
        """Take the frame that was sent last."""
        self._sent.append(sent)

    def explains(self, stretch: bytes) -> bool:
        """Whether the frames heard last, at most 0.3 s of them, are the prompt's echo."""
        heard = np.frombuffer(stretch, "<i2").astype(np.float64)
        sent = np.frombuffer(b"".join(self._sent), "<i2").astype(np.float64)
        sent = sent[-len(heard) - _LATEST_ECHO_FRAMES * FRAME_SAMPLES :]
        if not sent.any() or _loudness(heard) > _loudness(sent) - _LEAST_ECHO_LOSS_DB:
            return False
        return _likeness(heard, sent) >= _LEAST_ECHO_LIKENESS


def _likeness(heard: NDArray[np.float64], sent: NDArray[np.float64]) -> float:
    """Return the greatest correlation of `heard` with a stretch of `sent` of its length, 0 to 1.

    Between 300 and 3400 Hz: what telephones don't pass on is in no echo.
    """
    size = 1 << (len(sent) + len(heard)).bit_length()
    at = np.fft.rfftfreq(size, 1 / HERTZ)
    band = (at >= _LOWEST_HERTZ) & (at <= _HIGHEST_HERTZ)
    ours, theirs = (np.fft.rfft(sound, size) * band for sound in (sent, heard))
    product = np.fft.irfft(ours * np.conj(theirs), size)
    energy = np.concatenate(([0.0], np.cumsum(np.fft.irfft(ours, size)[: len(sent)] ** 2)))
    stretches = energy[len(heard) :] - energy[: -len(heard)]
    # A stretch that is nearly silent is the origin of nothing.
    least = float(stretches.max()) * 1e-3 + 1.0
    scale = np.sqrt(np.maximum(stretches, least) * (float((np.fft.irfft(theirs, size) ** 2).sum()) + 1.0))
    return float(np.abs(product[: len(stretches)] / scale).max())


def _loudness(samples: NDArray[np.float64]) -> float:
    """Return the level of the loudest frame, in dB over a mean square of 1."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return float(10 * np.log10((frames**2).mean(axis=1).max() + 1))
