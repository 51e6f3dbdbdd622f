"""The second ear as a worker in a process: what it is made with, what it is given, what it does."""

import contextlib
import os
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from veertien.frames import HERTZ
from veertien.speech.line.preparation import prepare
from veertien.speech.second_ear import SecondEar, SecondHearing

_NICER = 5
"""How much less the kernel thinks of it, see nice(2): audio and clear answers go first where processors are short."""
_KEPT_SECONDS = 1.0
"""For how long it keeps what it listened to: longer than a recogniser takes to find out whether that is in doubt."""


@dataclass(frozen=True, slots=True)
class HearingJob:
    """One utterance to be heard; see `SecondEar.hear`."""

    pcm: bytes
    hertz: int
    texts: tuple[str, ...]
    until: float
    """By the machine's monotonic clock, which all processes share."""


@dataclass(frozen=True, slots=True)
class ListeningJob:
    """One utterance, as the line gave it, that may be asked about: s16le at 8 kHz, mono."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class SecondEarMaking:
    """What a process makes ready: a model, and in its idle time what it must know of each of these texts."""

    directory: Path
    texts: tuple[str, ...] = ()

    def make(self) -> "SecondEarWorker":
        """Load the model, in a process that is this one's; raises SecondEarModelError."""
        # Where that is not allowed, it is as the others.
        with contextlib.suppress(OSError):
            os.nice(_NICER)
        return SecondEarWorker(SecondEar(self.directory), self.texts)


class SecondEarWorker:
    """A second ear, and the texts that it hasn't prepared yet."""

    def __init__(self, ear: SecondEar, texts: Iterable[str]) -> None:
        self._ear = ear
        self._unprepared = deque(texts)
        self._forget_at: float | None = None

    def do(self, job: HearingJob | ListeningJob) -> SecondHearing | None:
        """Hear one utterance, or listen to it beforehand: nothing comes of that yet."""
        self._forget_at = time.monotonic() + _KEPT_SECONDS
        if isinstance(job, HearingJob):
            return self._ear.hear(job.pcm, job.hertz, job.texts, job.until)
        # The recogniser cuts out the same; it leaves in doubt what follows a pause at most beside that.
        if prepared := prepare(np.frombuffer(job.pcm, "<i2").astype(np.int16), HERTZ):
            self._ear.listen(prepared.whole.as_it_came.astype("<i2").tobytes(), HERTZ)
        return None

    def use_idle_time(self) -> bool:
        """Forget what was said a while ago, and prepare one text."""
        if self._forget_at is not None and time.monotonic() >= self._forget_at:
            self._ear.forget()
            self._forget_at = None
        if self._unprepared:
            self._ear.prepare(self._unprepared.popleft())
        return bool(self._unprepared) or self._forget_at is not None
