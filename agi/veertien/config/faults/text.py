"""Helps a message to say what stands in a file: quoted and on one line, and with what may be meant instead."""

import os
from collections.abc import Iterable
from pathlib import Path

import jellyfish

from veertien.wording import Wording, either

LONGEST_SHOWN = 60
LONGEST_COMPARED = 60
_LEAST_LIKENESS = 0.8


def shown(text: str) -> str:
    """Return text from a file, quoted, escaped and cut so that it is safe in a one-line message."""
    return f'"{bare(text)}"'


def bare(text: str) -> str:
    """Return text as `shown` does, without its quotes: for a name that is nearly always one of the national data."""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in cut)


def shown_path(path: Path) -> str:
    """Return a path as printable text on one line, whatever bytes are in it."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "?" for character in text)


def did_you_mean(text: str, known: Iterable[str]) -> Wording | None:
    """Return `did you mean "x"?` with the known text most like this one, or None when none is like it."""
    best = nearest(text, known)
    return None if best is None else meant(best)


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known text most like this one, or None when none is like it."""
    if len(text) > LONGEST_COMPARED:
        return None
    likeness = {name: jellyfish.jaro_winkler_similarity(text.lower(), name.lower()) for name in known}
    best = max(likeness, key=lambda name: likeness[name], default=None)
    if best is None or likeness[best] < _LEAST_LIKENESS:
        return None
    return best


def meant(*names: str) -> Wording:
    """Return `did you mean "x" or "y"?`."""
    quoted = either(map(shown, names))
    return Wording(f"is {quoted.dutch} bedoeld?", f"did you mean {quoted.english}?")


def none_of(words: Iterable[str], text: str) -> Wording:
    """Return, to be said of a key, that its text is none of these words."""
    write = either(words)
    return Wording(f"is {shown(text)}; schrijf {write.dutch}", f"is {shown(text)}; write {write.english}")
