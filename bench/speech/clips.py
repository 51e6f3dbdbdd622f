"""Recordings with what is said in them, and reading them from files."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import normalise

Pcm = NDArray[np.int16]


class MaterialError(Exception):
    """Recordings that can't be read; the message has the place and the cure."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One recording: what is said, mono samples and their rate in hertz, and by whom."""

    text: str
    samples: Pcm
    hertz: int
    speaker: str

    @property
    def key(self) -> str:
        """What is said, regardless of capitals and signs: equal for clips that say the same."""
        return normalise(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class ClipSet:
    """Recordings that are judged together."""

    name: str
    clips: tuple[Clip, ...]
    said: tuple[str, ...]
    """All that is said in the set, also where clips were left out."""

    def texts(self) -> dict[str, str]:
        """Return what is said in the set, by the key of a clip that says it, in a fixed order."""
        return {normalise(text): text for text in sorted(self.said)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an index: file, text and speaker, and which part of the material it is in."""

    file: str
    text: str
    speaker: str
    split: str


def read_index(index: Path) -> tuple[Line, ...]:
    """Read a tab-separated index with a header; it has the columns file, text and speaker, and perhaps split.

    Raises MaterialError when it can't be read or lacks a column.
    """
    try:
        with index.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise MaterialError(f"{index}: cannot be read ({error}); give another") from error
    missing = {"file", "text", "speaker"} - set(rows[0] if rows else ())
    if missing:
        raise MaterialError(f"{index}: line 1: no column {', '.join(sorted(missing))}; write it in the header")
    return tuple(Line(row["file"], row["text"], row["speaker"], row.get("split") or "") for row in rows)


def read_clips(folder: Path, lines: Iterable[Line]) -> tuple[Clip, ...]:
    """Read the recordings of an index, whose files are named from `folder` on.

    Raises MaterialError for one that can't be read.
    """
    found = []
    for line in lines:
        samples, hertz = read_sound(folder / line.file)
        found.append(Clip(line.text, samples, hertz, line.speaker))
    return tuple(found)


def read_sound(path: Path) -> tuple[Pcm, int]:
    """Read a sound file of any format that libsndfile knows; of several channels the first.

    Raises MaterialError when it can't be read, or when soundfile isn't installed.
    """
    try:
        import soundfile
    except ImportError as error:
        raise MaterialError("the Python package soundfile is missing: pip install 'veertien[train]'") from error
    try:
        samples, hertz = soundfile.read(path, dtype="int16", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise MaterialError(f"{path}: cannot be read ({error}); take it out of the index") from error
    return np.ascontiguousarray(samples[:, 0]), int(hertz)
