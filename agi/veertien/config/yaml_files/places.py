"""A file as a value whose parts know their places, and what is found at one; here alone a place becomes a mark."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from veertien.config.faults import FaultLog, Mark, Problem, shown_path
from veertien.config.yaml_files.tree import Document, Items, Scalar, Table, Way, child, mark_at, node_at

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file."""

    document: Document
    way: Way = ()
    """Where its parts lead, such as ("municipalities", 3, "until")."""

    def at(self, *parts: str | int) -> "Place":
        """Return a place within this one, whether or not there is anything."""
        return Place(self.document, (*self.way, *parts))

    @property
    def mark(self) -> Mark:
        """The line and column of what stands there; where nothing does, of what is nearest around it."""
        return mark_at(self.document.root, self.way)

    @property
    def where(self) -> str:
        """The file and line, for a message about another place."""
        return f"{shown_path(self.document.file)}:{self.mark.line}"

    @property
    def text(self) -> str:
        """The text that stands there, as it was written; empty where none does."""
        node = node_at(self.document.root, self.way)
        return node.text if isinstance(node, Scalar) else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that were written there, in order, also those that were left out."""
        node = node_at(self.document.root, self.way)
        written = (*(key for key, _ in node.entries), *node.left_out) if isinstance(node, Table) else ()
        return tuple(key.text for key in sorted(written, key=lambda key: key.mark))

    def has_all(self, *keys: str) -> bool:
        """Return whether nothing under these keys, or without keys in the list that stands there, was left out."""
        node = node_at(self.document.root, self.way)
        if isinstance(node, Table):
            return not any(key.text in keys for key in node.left_out)
        return not (isinstance(node, Items) and node.left_out)


@dataclass(frozen=True, slots=True)
class Fitted(Generic[Value_co]):
    """A file as a value of its model."""

    document: Document
    value: Value_co
    """All that could be read in the file."""
    whole: bool
    """Whether that is all of it."""

    def at(self, *parts: str | int) -> Place:
        """Return a place in the file."""
        return Place(self.document, parts)

    def keys(self, section: str) -> Set[str] | None:
        """Return the keys of a section, faulty ones too; None where it can't be read, so that it may hold any."""
        if isinstance(child(self.document.root, section), Table):
            return set(self.at(section).keys)
        return frozenset() if self.whole else None


def nothing(model: type[Value], file: Path, *, whole: bool) -> Fitted[Value]:
    """Return a file of which nothing could be read; `whole` where it isn't there, and needn't be."""
    return Fitted(Document(file, Table(Mark(), ())), model(), whole)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at a place."""

    place: Place
    problem: Problem


def note(findings: Iterable[Finding], faults: FaultLog) -> None:
    """Note findings with their line and column. Raises TablesFaultyError as `FaultLog.add` does."""
    for found in findings:
        faults.add(found.place.document.file, found.place.mark, found.problem)
