"""Helps a message to say what stands in a file: quoted and on one line, and with what may be meant instead."""

import os
from collections.abc import Iterable
from pathlib import Path

import jellyfish

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


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return `did you mean "x"?` with the known text most like this one, or an empty text when none is like it."""
    if len(text) > LONGEST_COMPARED:
        return ""
    likeness = {name: jellyfish.jaro_winkler_similarity(text.lower(), name.lower()) for name in known}
    best = max(likeness, key=lambda name: likeness[name], default=None)
    if best is None or likeness[best] < _LEAST_LIKENESS:
        return ""
    return f"did you mean {shown(best)}?"


def choice(words: Iterable[str]) -> str:
    """Return words, at least two, as `a, b or c`."""
    *others, last = words
    return f"{', '.join(others)} or {last}"
