"""Recordings of people with what they said: the lists that name them, their words, their sound.

All of it is whatever somebody put there: sizes are bounded, a file named in a list must lie inside the list's folder,
and what is refused is refused with the place and the cure.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.clipping import to_int16
from veertien.speech.line.resample import resample
from veertien.training.recordings.corpus_files import CorpusRefusedError, inside, lines, read_text

__all__ = [
    "WIDEBAND_HERTZ",
    "CorpusRefusedError",
    "Recording",
    "Split",
    "load_wideband",
    "read_index",
    "read_labelled",
    "words_of",
]

WIDEBAND_HERTZ: Final = 16000
"""Sampling rate of the sound that models are trained on, before the telephone."""

LONGEST_SECONDS: Final = 60
"""Longest recording used: a sentence, not a conversation."""

LONGEST_TRANSCRIPT: Final = 400
"""Longest text of one recording, in characters."""

MOST_RECORDINGS: Final = 100_000
INDEX_NAME: Final = "index.tsv"

_INDEX_COLUMNS = ("file", "text", "speaker", "kind", "source", "licence", "seconds", "split")
_LABELLED_COLUMNS = ("file", "text")
_UNKNOWN_SPEAKER = "unknown"
_RATES = (8000, 192_000)

_QUOTES = str.maketrans("’‘`´", "''''")
# Words that begin with their apostrophe ('s morgens, 't is); any other apostrophe there is a quotation mark.
_CLITIC = re.compile(r"'(?:s|t|n|k|m|r|ie)")


class Split(StrEnum):
    """What a recording may be used for: fitting a model, choosing among models, or measuring how good one is."""

    TRAIN = "train"
    DEV = "dev"
    EVAL = "eval"


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file, what is said in it, and who says it."""

    path: Path
    text: str
    speaker: str
    split: Split


def read_index(directory: Path) -> tuple[Recording, ...]:
    """Read the list `index.tsv` of a folder of recordings, in its order.

    The list is UTF-8, with tabs between the columns file, text, speaker, kind, source, licence, seconds and split,
    these names in its first line, no quoting. `file` is relative to the folder. `split` is train, dev or eval.

    Raises CorpusRefusedError for a missing or malformed list and for a file in it that is missing, outside the folder,
    or named twice.
    """
    found = _listed(directory, lines(directory / INDEX_NAME), None)
    if not found:
        raise CorpusRefusedError(f"{directory / INDEX_NAME}:1: names no recordings; write one line for each")
    return found


def read_labelled(directory: Path) -> tuple[Recording, ...]:
    """Read somebody's own labelled recordings: an `index.tsv` of file and text, else each WAV beside its .txt.

    The list may also be one that `read_index` takes. The text of `answer.wav` is `answer.txt`, UTF-8. Whose speaker is
    not given is "unknown"; whose split is not given is in train.

    Raises CorpusRefusedError as `read_index` does, for a folder without recordings, and for a recording without its
    text.
    """
    index = directory / INDEX_NAME
    found = _listed(directory, lines(index), _LABELLED_COLUMNS) if index.exists() else _beside_texts(directory)
    if not found:
        raise CorpusRefusedError(f"{directory}: holds no recordings; put WAV files there, each with its text in a .txt")
    return found


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a sentence in lower case, to be looked up in a lexicon; () for a sentence with digits in it.

    How a number is said can't be seen from its digits. Compounds are taken apart at their hyphens; an apostrophe stays
    where it belongs to a word ("foto's", "'s").
    """
    plain = unicodedata.normalize("NFC", text).lower().translate(_QUOTES)
    if any(char.isnumeric() for char in plain):
        return ()
    kept = "".join(char if char.isalpha() or char == "'" else " " for char in plain)
    words = (_without_quotes(word) for word in kept.split())
    return tuple(word for word in words if word)


def load_wideband(path: Path) -> NDArray[np.float64]:
    """Return a recording as mono samples at 16 kHz, scaled like int16; FLAC, Ogg Vorbis or WAV of at most a minute.

    One of telephone quality has nothing above 4 kHz then. Raises CorpusRefusedError for anything else.
    """
    try:
        import soundfile
    except (ImportError, OSError) as error:
        raise CorpusRefusedError(
            f"{path}: soundfile, which reads it, is missing; pip install 'veertien[train]'"
        ) from error
    if not path.is_file():
        raise CorpusRefusedError(f"{path}: there is no such file; check the name")
    try:
        with soundfile.SoundFile(path) as file:
            hertz, frames, channels = file.samplerate, file.frames, file.channels
            if channels != 1:
                raise CorpusRefusedError(f"{path}: {channels} channels, not mono; convert it with: sox IN -c 1 OUT")
            if not _RATES[0] <= hertz <= _RATES[1]:
                raise CorpusRefusedError(f"{path}: {hertz} Hz, not {_RATES[0]} to {_RATES[1]}; record it again")
            if frames > LONGEST_SECONDS * hertz:
                raise CorpusRefusedError(f"{path}: longer than {LONGEST_SECONDS} seconds; cut it to one sentence")
            sound = file.read(LONGEST_SECONDS * hertz, dtype="float64")
    except (soundfile.SoundFileError, OSError) as error:
        raise CorpusRefusedError(f"{path}: not a sound file that can be read; save it as WAV or FLAC") from error
    if not sound.size or not np.isfinite(sound).all():
        raise CorpusRefusedError(f"{path}: holds no sound; record it again")
    return resample(to_int16(sound * 32768), hertz, WIDEBAND_HERTZ).astype(np.float64)


def _without_quotes(word: str) -> str:
    bare = word.strip("'")
    return f"'{bare}" if _CLITIC.fullmatch(f"'{bare}") and word.startswith("'") else bare


def _listed(
    directory: Path, listing: Iterator[tuple[str, str]], columns: tuple[str, ...] | None
) -> tuple[Recording, ...]:
    """Return the recordings of a list; `columns` are those of a list whose first line does not name them."""
    found: dict[Path, Recording] = {}
    folder = directory.resolve()
    for number, (place, line) in enumerate(listing):
        fields = line.split("\t")
        if number == 0 and fields[0] == "file":
            columns = _named_columns(place, fields, columns or _INDEX_COLUMNS)
            continue
        if columns is None:
            raise CorpusRefusedError(f"{place}: the first line must name the columns: {', '.join(_INDEX_COLUMNS)}")
        if len(fields) != len(columns):
            raise CorpusRefusedError(
                f"{place}: {len(fields)} fields instead of {len(columns)}; write {', '.join(columns)} with tabs between"
            )
        row = dict(zip(columns, fields, strict=True))
        path = inside(folder, row["file"], place)
        if path in found:
            raise CorpusRefusedError(f"{place}: {row['file'][:80]!r} was named before; name each file once")
        if len(found) == MOST_RECORDINGS:
            raise CorpusRefusedError(f"{place}: more than {MOST_RECORDINGS} recordings; make the list shorter")
        found[path] = _recording(path, row, place)
    return tuple(found.values())


def _named_columns(place: str, fields: list[str], needed: tuple[str, ...]) -> tuple[str, ...]:
    missing = [column for column in needed if column not in fields]
    if missing or len(set(fields)) != len(fields):
        what = f"no column {missing[0]}" if missing else "a column named twice"
        raise CorpusRefusedError(f"{place}: {what}; the columns are {', '.join(needed)}")
    return tuple(fields)


def _recording(path: Path, row: Mapping[str, str], place: str) -> Recording:
    try:
        split = Split(row.get("split", Split.TRAIN))
    except ValueError:
        raise CorpusRefusedError(f"{place}: unknown split {row['split'][:40]!r}; write train, dev or eval") from None
    return Recording(path, _checked_text(row["text"], place), row.get("speaker", "").strip() or _UNKNOWN_SPEAKER, split)


def _checked_text(text: str, place: str) -> str:
    stripped = text.strip()
    if not any(map(str.isalnum, stripped)):
        raise CorpusRefusedError(f"{place}: no text; write what is said in the recording")
    if len(stripped) > LONGEST_TRANSCRIPT:
        raise CorpusRefusedError(f"{place}: a text of {len(stripped)} characters; cut the recording to one sentence")
    return stripped


def _beside_texts(directory: Path) -> tuple[Recording, ...]:
    try:
        names = sorted(entry.name for entry in directory.iterdir() if entry.suffix.lower() == ".wav")
    except OSError as error:
        raise CorpusRefusedError(
            f"{directory}: can't be read ({error.strerror}); name a folder of recordings"
        ) from error
    if len(names) > MOST_RECORDINGS:
        raise CorpusRefusedError(f"{directory}: more than {MOST_RECORDINGS} recordings; split the folder")
    folder = directory.resolve()
    found = []
    for name in names:
        path, text = inside(folder, name, str(directory)), (directory / name).with_suffix(".txt")
        if not text.is_file():
            raise CorpusRefusedError(f"{directory / name}: has no {text.name}; write what is said in it there")
        words = " ".join(read_text(text, 4 * LONGEST_TRANSCRIPT).split())
        found.append(Recording(path, _checked_text(words, f"{text}:1"), _UNKNOWN_SPEAKER, Split.TRAIN))
    return tuple(found)
