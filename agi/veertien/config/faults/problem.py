"""What a definition of a fault is made of."""

from dataclasses import dataclass, replace
from enum import StrEnum
from inspect import cleandoc
from typing import ClassVar, Self


class Severity(StrEnum):
    """Whether the tables can't be used (fault), somebody should look at it (warning), or nothing is wrong (note)."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of docs/table-faults.md: its heading, the text under it, and how severe everything in it is."""

    heading: str
    intro: str = ""
    severity: Severity = Severity.FAULT


@dataclass(frozen=True)
class Problem:
    """Something that is wrong, before it is said where. Each kind is a class, which is all that is known of it.

    Its docstring is its paragraph in docs/table-faults.md: cause and cure, in Markdown. Each of its class methods words
    one message, in which text from a file goes through `shown`.
    """

    code: ClassVar[str]
    """It never changes."""
    section: ClassVar[Section]
    """Also gives its severity."""

    message: str

    def __init_subclass__(cls, code: str, section: Section) -> None:
        cls.code = code
        cls.section = section

    @classmethod
    def explanation(cls) -> str:
        """Return the cause and the cure, in Markdown."""
        return cleandoc(cls.__doc__ or "")

    def of(self, subject: str) -> Self:
        """Return the problem with its subject in front, for a message that goes on from one: "is ..."."""
        return replace(self, message=f"{subject} {self.message}")
