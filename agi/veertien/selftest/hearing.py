"""What a test caller makes out in the sound of a call: when a prompt is over, and a tone. Pure."""

from __future__ import annotations

import numpy as np

from veertien.frames import FRAME_SAMPLES, FRAME_SECONDS, HERTZ

CALLER_HERTZ, TRUNK_HERTZ = 900, 700
"""The tones by which the two sides know each other: whole waves in a frame, and no tone of a telephone network."""
_LOUD = 400
"""Of 32,767: a sample above this is sound. Silence is digital here, and prompts speak up."""
_LEAST_SPEECH_SECONDS = 0.2
_QUIET_SECONDS = 0.7
"""More than the pauses within what is said."""
_LEAST_SHARE = 0.6
"""Of a frame's power that lies in the tone."""
_FRAMES_OF_TONE = 10


class PromptEar:
    """Hears a caller's frames, and tells when something said to the caller is over."""

    def __init__(self) -> None:
        self._prompts: list[float] = []
        self._speech = 0.0
        self._quiet = 0.0

    @property
    def prompts(self) -> tuple[float, ...]:
        """Seconds of sound in each of them, the last one perhaps still going on."""
        return (*self._prompts, *([self._speech] if self._speech >= _LEAST_SPEECH_SECONDS else []))

    def hear(self, pcm: bytes) -> bool:
        """Take 20 ms; return whether something was said, and is over with it."""
        if _loudest(pcm) > _LOUD:
            self._speech += FRAME_SECONDS
            self._quiet = 0.0
            return False
        self._quiet += FRAME_SECONDS
        if self._quiet < _QUIET_SECONDS:
            return False
        speech, self._speech = self._speech, 0.0
        if speech < _LEAST_SPEECH_SECONDS:
            return False
        self._prompts.append(speech)
        return True


class ToneEar:
    """Hears frames, and tells whether a tone is among them."""

    def __init__(self, hertz: int) -> None:
        at = np.arange(FRAME_SAMPLES) * (2 * np.pi * hertz / HERTZ)
        self._wave = np.exp(-1j * at)
        self._frames = 0

    @property
    def heard(self) -> bool:
        """Whether it was there for a fifth of a second."""
        return self._frames >= _FRAMES_OF_TONE

    def hear(self, pcm: bytes) -> None:
        """Take 20 ms."""
        samples = np.frombuffer(pcm, np.int16).astype(float)
        power = float(samples @ samples)
        if len(samples) != FRAME_SAMPLES or _loudest(pcm) <= _LOUD:
            return
        in_tone = 2 * abs(complex(self._wave @ samples)) ** 2 / FRAME_SAMPLES
        self._frames += in_tone > _LEAST_SHARE * power


def tone(hertz: int, seconds: float) -> bytes:
    """Return a tone as a telephone plays it."""
    at = np.arange(round(seconds * HERTZ)) * (2 * np.pi * hertz / HERTZ)
    sound: bytes = np.rint(8000 * np.sin(at)).astype(np.int16).tobytes()
    return sound


def _loudest(pcm: bytes) -> float:
    return float(np.abs(np.frombuffer(pcm, np.int16).astype(float)).max(initial=0.0))
