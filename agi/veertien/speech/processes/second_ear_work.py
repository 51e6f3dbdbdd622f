"""The second ear as a worker in a process: what it is made with, what it is given, what it does."""

import contextlib
import os
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from veertien.speech.second_ear import SecondEar, SecondHearing

_NICER = 5
"""How much less the kernel thinks of it, see nice(2): audio and clear answers go first where processors are short."""


@dataclass(frozen=True, slots=True)
class HearingJob:
    """One utterance to be heard; see `SecondEar.hear`."""

    pcm: bytes
    hertz: int
    texts: tuple[str, ...]


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

    def do(self, job: HearingJob) -> SecondHearing:
        """Hear one utterance."""
        return self._ear.hear(job.pcm, job.hertz, job.texts)

    def use_idle_time(self) -> bool:
        """Prepare one text."""
        if self._unprepared:
            self._ear.prepare(self._unprepared.popleft())
        return bool(self._unprepared)
