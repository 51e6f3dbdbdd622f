"""A file's content with a mark at every key and value, and short ways through it.

The functions pass over whatever has the wrong shape: validation names that, and the other checks go on.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from veertien.config.faults import Mark


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and where it starts."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list and where it starts."""

    mark: Mark
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the file's order, and where the first key starts. No key occurs twice."""

    mark: Mark
    entries: tuple[tuple[Scalar, "Node"], ...]

    def entry(self, key: str) -> "tuple[Scalar, Node] | None":
        """Return a key as it stands there, with its value, or None."""
        return next((entry for entry in self.entries if entry[0].text == key), None)


Node = Scalar | Items | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One file's content."""

    file: Path
    root: Node


def child(node: Node | None, key: str) -> Node | None:
    """Return what stands under a key, or None."""
    entry = node.entry(key) if isinstance(node, Table) else None
    return entry[1] if entry else None


def entries(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """Return the keys and values of a table; none for anything else."""
    return iter(node.entries if isinstance(node, Table) else ())


def keys_in(node: Node | None) -> Set[str] | None:
    """Return the keys of a table; None for anything else, as it may have been meant to hold any."""
    return {key.text for key, _ in node.entries} if isinstance(node, Table) else None


def items(node: Node | None) -> Iterator[Node]:
    """Return the items of a list; none for anything else."""
    return iter(node.nodes if isinstance(node, Items) else ())


def scalar(node: Node | None, longest: int = 100) -> Scalar | None:
    """Return a text that is neither empty nor too long to be looked up, or None."""
    return node if isinstance(node, Scalar) and 0 < len(node.text) <= longest else None


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Return the texts in a list."""
    return filter(None, map(scalar, items(node)))
