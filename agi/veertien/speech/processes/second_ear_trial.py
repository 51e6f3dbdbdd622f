"""A second ear tried out: whether it hears what a recording says, and what it costs on this machine."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from veertien.speech.line.wav import parse_wav
from veertien.speech.processes.second_ear_work import SecondEarMaking
from veertien.speech.processes.second_ears import DEADLINE_SECONDS, SecondEarPool
from veertien.speech.second_ear import SecondHearing
from veertien.speech.second_ear.model_folder import MODEL, check_loadable

SAID = "Alkmaar"
"""What the recording says."""
NAMES = (
    SAID, "Amsterdam", "Eindhoven", "Goes", "Maastricht", "Utrecht",
    "Almelo", "Bergen op Zoom", "Elburg", "Haarlem", "Lelystad", "Zaanstad",
)  # fmt: skip
"""The recording's among as many as a second ear is asked about; half of them as in many an area code."""

WHISPER_BASE = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""SHA-256 of the model.bin of Systran/faster-whisper-base, by which all figures and thresholds were measured."""
SCORE, TOLERANCE = 8.0, 1.5
"""What that gives the right name, in nats, and how far processors differ in it, as their 8-bit arithmetic does."""

_TIMES = 5
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class EarTrial:
    """What came of it."""

    megabytes: int
    """Size of the model's file."""
    known: bool
    """Whether it is the one that the thresholds were measured with."""
    scores: Mapping[str, float]
    """Of the recording, the best first."""
    seconds: Mapping[int, float]
    """How long an answer takes a processor that has nothing else to do, by the number of names."""
    memory: int
    """Megabytes that its process has in use."""
    most_memory: int
    """The most it had, while it loaded the model."""

    @property
    def fault(self) -> str | None:
        """What is wrong with it, with the cure; None where it can be used."""
        heard, *_ = self.scores
        if heard != SAID:
            return f'it hears "{heard}" where "{SAID}" is said; fetch the model again, or another one'
        if self.known and abs(self.scores[SAID] - SCORE) > TOLERANCE:
            return f"it gives {self.scores[SAID]:.1f} where {SCORE:.1f} was measured; install other libraries"
        if min(self.seconds.values()) > DEADLINE_SECONDS:
            return f"it is too slow: nobody waits longer than {DEADLINE_SECONDS:g} s; use a smaller model"
        return None


def tried(directory: Path) -> EarTrial:
    """Try the model in a folder, in a process as the daemon's; takes some ten seconds.

    Raises SecondEarModelError for a folder without such a model, SecondEarUnavailableError when its process can't be
    started, as for a broken model, or has no answer.
    """
    check_loadable(directory)
    with (directory / MODEL).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    recording = files("veertien.speech").joinpath("data", "second-ear", "alkmaar.wav")
    sound = parse_wav(recording.read_bytes(), recording.name)
    heard, memory = asyncio.run(_heard(directory, sound.pcm.astype("<i2").tobytes(), sound.hertz))
    rated = zip(NAMES, heard[len(NAMES)].scores, strict=True)
    return EarTrial(
        megabytes=(directory / MODEL).stat().st_size // 1_000_000,
        known=digest == WHISPER_BASE,
        scores=dict(sorted(rated, key=lambda pair: -pair[1])),
        seconds={count: one.processor_seconds for count, one in heard.items()},
        memory=memory["VmRSS"],
        most_memory=memory["VmHWM"],
    )


async def _heard(directory: Path, pcm: bytes, hertz: int) -> tuple[dict[int, SecondHearing], Mapping[str, int]]:
    """Return the quickest hearing with half of the names, and with all; and what memory the process has."""
    pool = SecondEarPool(directory, _PATIENCE_SECONDS)
    await pool.start_all(SecondEarMaking(directory))
    try:
        # The first time the names are prepared, which the daemon does in its idle time.
        await pool.hear(pcm, hertz, NAMES)
        quickest = {}
        for count in (len(NAMES) // 2, len(NAMES)):
            # Each time a sample less: what it has listened to before it knows already.
            hearings = [await pool.hear(pcm[2 * turn :], hertz, NAMES[:count]) for turn in range(1, _TIMES + 1)]
            quickest[count] = min(hearings, key=lambda hearing: hearing.processor_seconds)
        return quickest, _memory(pool.pids[0])
    finally:
        await pool.stop()


def _memory(pid: int) -> Mapping[str, int]:
    """Return what proc(5) says of a process's memory, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return {name: int(kilobytes) // 1000 for name, kilobytes in re.findall(r"^(Vm\w+):\s+(\d+) kB$", status, re.M)}
