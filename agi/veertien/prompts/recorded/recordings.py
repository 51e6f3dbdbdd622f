"""Recordings that an admin put in the place of rendered prompts."""

from collections.abc import Iterator, Set
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.prompts.rendering import to_frames
from veertien.prompts.whole_files import write_whole
from veertien.speech.line.resample import resample
from veertien.speech.line.wav import WavRecording, WavRefusedError, encode_wav, read_wav

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was last read."""

    stamp: tuple[int, int]
    audio: bytes | None
    """None when it was refused."""


def keep_recording(directory: Path, name: str, pcm: NDArray[np.int16], hertz: int) -> Path:
    """Put a recording in its place, and return the place; it is heard from the next call on. Raises OSError."""
    path = directory / f"{name}.wav"
    write_whole(path, encode_wav(pcm, hertz))
    return path


class Recordings:
    """A folder with a WAV file for each prompt that has a recording: ask.wav, confirm-medemblik.wav.

    A file that is put there, replaced or removed counts from the next time it is to be heard.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._read: dict[str, _Read] = {}

    def audio(self, name: str) -> bytes | None:
        """Return whole frames of 20 ms (s16le, 8 kHz) of the recording; None when there is none.

        A file that can't be used is reported once in the log, and counts as none: a call goes on without it.
        """
        path = self._directory / f"{name}.wav"
        try:
            found = path.stat()
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_size)
        known = self._read.get(name)
        if known is None or known.stamp != stamp:
            known = _Read(stamp, self._load(path))
            self._read[name] = known
        return known.audio

    def faults(self, names: Set[str]) -> tuple[str, ...]:
        """Return what is wrong with the folder, a sentence each; `names` are those of all prompts there are."""
        if not self._directory.is_dir():
            return (f"{self._directory}: no such folder; make it, or leave the setting for recordings out",)
        found: list[str] = []
        for path in self._files():
            if path.suffix != ".wav" or path.stem not in names:
                near = get_close_matches(path.stem, names, 1)
                hint = f"did you mean {near[0]}.wav?" if near else "rename or remove it"
                found.append(f"{path}: not the name of a prompt; {hint}")
                continue
            try:
                read_wav(path)
            except WavRefusedError as refusal:
                found.append(str(refusal))
        return tuple(found)

    def usable(self) -> Iterator[tuple[Path, WavRecording]]:
        """Yield the files that can be played."""
        for path in self._files() if self._directory.is_dir() else ():
            with suppress(WavRefusedError):
                yield path, read_wav(path)

    def _files(self) -> list[Path]:
        # What is being written has a hidden name until it is whole.
        return sorted(path for path in self._directory.iterdir() if not path.name.startswith("."))

    @staticmethod
    def _load(path: Path) -> bytes | None:
        try:
            recording = read_wav(path)
        except WavRefusedError as refusal:
            _log.error("recording_refused", fault=str(refusal))
            return None
        return to_frames(resample(recording.pcm, recording.hertz, HERTZ))
