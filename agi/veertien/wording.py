"""Texts in the two languages in which Veertien speaks to those who run it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """What something is said in."""

    DUTCH = "nl"
    FRISIAN = "fy"
    """Spoken to callers only."""
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in Dutch and in English."""

    dutch: str
    english: str

    def of(self, language: Language) -> str:
        """Return it in Dutch or in English."""
        return self.english if language is Language.ENGLISH else self.dutch

    def as_json(self) -> dict[str, str]:
        """Return it in both, by their language."""
        return {Language.ENGLISH.value: self.english, Language.DUTCH.value: self.dutch}


class WordedError(ValueError):
    """An error that says in both languages what is wrong; as text, in English."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.english)
        self.wording = wording


def unworded(text: str) -> Wording:
    """Return what is alike in both languages: a name, a number."""
    return Wording(text, text)


def either(words: Iterable[str]) -> Wording:
    """Return words, at least one, as `a, b or c`."""
    *others, last = words
    listed = ", ".join(others)
    return Wording(f"{listed} of {last}", f"{listed} or {last}") if others else unworded(last)
