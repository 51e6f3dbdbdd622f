"""The sets of recordings that figures are given for, and where they are found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bench.speech.callers import Callers
from bench.speech.clips import Clip, ClipSet, Line, MaterialError, read_clips, read_index
from veertien import gazetteer
from veertien.speech.line.wav import read_wav

PLACE_WORDS = Path(__file__).parents[2] / "tests" / "speech" / "recordings" / "place_words"
FILLETS = Path("/usr/share/games/fillets-ng/sound")
INDEX = "index.tsv"
PLACE_SET = "place words"
"""The set of them; its two people teach every model that `veertien model train` makes of the usual recordings."""

FILLETS_WORDS = range(2, 5)
FILLETS_LETTERS = 8
FILLETS_CLIPS = 250

LEAST_CLIPS = 20
"""So many recordings of one person make a set of their own."""

QUICK_CLIPS = 20
_SEED = 14

Item = TypeVar("Item")

_MARKED = {"belgie": "België"}
_ACTORS = {"small_fish": "F1 small fish", "big_fish": "F2 big fish"}


@dataclass(frozen=True, slots=True)
class Material:
    """Where recordings are."""

    speech: Path | None
    """A folder with sentences and words by people and an index.tsv (file, text, speaker, split)."""
    fillets: Path
    """The sound folder of the Debian package fillets-ng-data-nl."""
    fillets_index: Path | None
    """Says what is said there (file, text, speaker small_fish or big_fish)."""
    quick: bool = False
    """Whether each set has at most `QUICK_CLIPS`, drawn once and for all."""
    more_voices: Path | None = None
    """A folder with words and short phrases by other people and an index.tsv (file, text, speaker)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The sets there are, and for each that there isn't, what would bring it."""

    sets: tuple[ClipSet, ...]
    missing: tuple[str, ...]


def human_sets(material: Material) -> Found:
    """Read every set of people's voices that is there. Raises MaterialError for one that is there but can't be read."""
    sets: list[ClipSet] = []
    missing: list[str] = []
    if material.speech is None:
        missing.append("dev sentences: give SPEECH=DIR, a folder with index.tsv (file, text, speaker, split)")
    else:
        dev = [line for line in read_index(material.speech / INDEX) if line.split == "dev"]
        sets.append(_read("dev sentences", material.speech, dev, quick=material.quick))
    sets.append(_place_words(quick=material.quick))
    if not material.fillets.is_dir():
        missing.append(f"F1, F2: no {material.fillets}; apt-get install fillets-ng-data-nl, or give FILLETS=DIR")
    elif material.fillets_index is None:
        missing.append("F1, F2: give FILLETS_INDEX=FILE, what is said in each sound (file, text, speaker)")
    else:
        lines = read_index(material.fillets_index)
        for actor, name in _ACTORS.items():
            chosen = fillets_lines(lines, actor)
            if not chosen:
                raise MaterialError(
                    f"{material.fillets_index}: no lines of speaker {actor}; write {set(_ACTORS)} there"
                )
            placed = [replace(line, file=_in_package(material.fillets, line.file)) for line in chosen]
            sets.append(_read(name, material.fillets, placed, quick=material.quick))
    if material.more_voices is None:
        missing.append("more voices: give MORE_VOICES=DIR, a folder with index.tsv (file, text, speaker)")
    else:
        sets += _more_voices(material.more_voices, quick=material.quick)
    return Found(tuple(sets), tuple(missing))


def fillets_lines(lines: Sequence[Line], actor: str) -> list[Line]:
    """Return the first 250 lines of one actor that have 2 to 4 words and at least 8 letters."""
    short = [
        line
        for line in lines
        if line.speaker == actor
        and len(line.text.split()) in FILLETS_WORDS
        and sum(map(str.isalpha, line.text)) >= FILLETS_LETTERS
    ]
    return short[:FILLETS_CLIPS]


def _in_package(fillets: Path, file: str) -> str:
    """Return where the package has a sound: those that levels share lie a folder deeper than some indexes say."""
    named = Path(file)
    if (fillets / named).is_file() or len(named.parts) < 2:
        return file
    deeper = sorted((fillets / named.parts[0]).glob("/".join(("*", *named.parts[1:]))))
    return str(deeper[0].relative_to(fillets)) if len(deeper) == 1 else file


def synthetic_set(callers: Callers, *, quick: bool) -> ClipSet:
    """Let the judging voices say every municipality's own name, each once."""
    names = sorted({town.spoken_name for town in gazetteer.load().municipalities.values()})
    return ClipSet("synthetic callers, municipalities", _sample(callers.speak_all(names), quick=quick), tuple(names))


def _read(name: str, folder: Path, lines: Sequence[Line], *, quick: bool) -> ClipSet:
    said = tuple(line.text for line in lines)
    return ClipSet(name, read_clips(folder, _sample(lines, quick=quick)), said)


def _more_voices(folder: Path, *, quick: bool) -> list[ClipSet]:
    """Make a set of each person who says enough, and one of all others."""
    lines = read_index(folder / INDEX)
    counts = Counter(line.speaker for line in lines)
    people: dict[str, list[Line]] = {}
    for line in lines:
        people.setdefault(line.speaker if counts[line.speaker] >= LEAST_CLIPS else "others", []).append(line)
    return [_read(who, folder, said, quick=quick) for who, said in sorted(people.items())]


def _place_words(*, quick: bool) -> ClipSet:
    """Read the recordings that come with Veertien; their names are speaker, recording and word, without marks."""
    files = sorted(PLACE_WORDS.glob("*.wav"))
    if not files:
        raise MaterialError(f"{PLACE_WORDS}: no recordings there; check the repository out again")
    clips = []
    for file in files:
        speaker, *_, word = file.stem.split("_")
        recording = read_wav(file)
        clips.append(Clip(_MARKED.get(word, word.title()), recording.pcm, recording.hertz, speaker))
    return ClipSet(PLACE_SET, _sample(clips, quick=quick), tuple(clip.text for clip in clips))


def _sample(items: Sequence[Item], *, quick: bool) -> tuple[Item, ...]:
    if not quick or len(items) <= QUICK_CLIPS:
        return tuple(items)
    return tuple(random.Random(_SEED).sample(items, QUICK_CLIPS))  # noqa: S311 - a draw that can be repeated
