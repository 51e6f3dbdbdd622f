"""A sentence of the story of a call, and how numbers stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from veertien.wording import Wording, unworded


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened at a moment, and what mends it where it should not have."""

    at: datetime | None
    """None for what is of no moment: what would be today."""
    text: Wording
    cure: Wording | None = None

    def as_json(self, start: datetime) -> dict[str, Any]:
        """Return it with its texts in both languages, and the milliseconds after the call came in."""
        return {
            "at": self.at and self.at.isoformat(timespec="milliseconds"),
            "after_ms": self.at and round((self.at - start).total_seconds() * 1000),
            "text": self.text.as_json(),
            "cure": self.cure and self.cure.as_json(),
        }


def printable(text: Wording) -> Wording:
    """Return a text in which nothing moves a cursor or begins a line: parts of it came over SIP, or from a log."""
    return Wording(_printable(text.dutch), _printable(text.english))


def seconds(milliseconds: int) -> Wording:
    """Return a duration in seconds: hundredths below a second, else tenths."""
    text = f"{milliseconds / 1000:.{1 if milliseconds >= 1000 else 2}f} s"
    return Wording(text.replace(".", ","), text)


def percent(share: float) -> str:
    """Return a share from 0 to 1."""
    return f"{share * 100:.0f} %"


def joined_texts(parts: Sequence[Wording], between: Wording | None = None) -> Wording:
    """Return texts one behind the other, with a text between them; by default a space."""
    gap = between or unworded(" ")
    return Wording(gap.dutch.join(one.dutch for one in parts), gap.english.join(one.english for one in parts))


def listed_texts(words: Sequence[Wording]) -> Wording:
    """Return texts as a list in a sentence."""
    return joined_texts(words, unworded(", "))


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
