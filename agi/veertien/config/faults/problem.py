"""What a definition of a fault is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from inspect import cleandoc
from types import MappingProxyType
from typing import ClassVar, Self

from veertien.wording import Wording


class Severity(StrEnum):
    """Whether the tables can't be used (fault), somebody should look at it (warning), or nothing is wrong (note)."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_NAMES: Mapping[Severity, Wording] = MappingProxyType(
    {
        Severity.FAULT: Wording("fout", "fault"),
        Severity.WARNING: Wording("waarschuwing", "warning"),
        Severity.NOTE: Wording("opmerking", "note"),
    }
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of docs/table-faults.md: its heading, the text under it, and how severe everything in it is."""

    heading: str
    intro: str = ""
    severity: Severity = Severity.FAULT


@dataclass(frozen=True)
class Problem(Wording):
    """Something that is wrong, before it is said where. Each kind is a class, which is all that is known of it.

    Its docstring is its paragraph in docs/table-faults.md: cause and cure, in Markdown. Each of its class methods words
    one message, in Dutch and then in English, in which text from a file goes through `shown`.
    """

    code: ClassVar[str]
    """It never changes."""
    section: ClassVar[Section]
    """Also gives its severity."""

    def __init_subclass__(cls, code: str, section: Section) -> None:
        cls.code = code
        cls.section = section

    @classmethod
    def worded(cls, wording: Wording) -> Self:
        """Return a problem that is put into words elsewhere."""
        return cls(wording.dutch, wording.english)

    @classmethod
    def explanation(cls) -> str:
        """Return the cause and the cure, in Markdown."""
        return cleandoc(cls.__doc__ or "")

    def about(self, subject: Wording) -> Self:
        """Return the problem with its subject in front, for a message that goes on from one: "is ..."."""
        return replace(self, dutch=f"{subject.dutch} {self.dutch}", english=f"{subject.english} {self.english}")
