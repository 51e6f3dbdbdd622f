"""A file's content with a mark at every key and value, and short ways through it.

The functions pass over whatever has the wrong shape: validation names that, and the other checks go on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    left_out: bool = False
    """Whether it is without items which its model didn't take."""


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, and where the first key starts. No key occurs twice."""

    mark: Mark
    entries: tuple[tuple[Scalar, "Node"], ...]
    """In the file's order."""
    left_out: tuple[Scalar, ...] = ()
    """The keys of which the model didn't take the key itself or its value."""

    def entry(self, key: str) -> "tuple[Scalar, Node] | None":
        """Return a key as it stands there, with its value, or None."""
        return next((entry for entry in self.entries if entry[0].text == key), None)


Node = Scalar | Items | Table

Way = tuple[str | int, ...]
"""Keys, and places in lists counted from 0, that lead from one node to another within it."""

KEY = "[key]"
"""At the end of a way: the last key itself, not its value. As pydantic writes it."""

_ALL = -1
"""In what is to be left out: all that stands there."""


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


def items(node: Node | None) -> Iterator[Node]:
    """Return the items of a list; none for anything else."""
    return iter(node.nodes if isinstance(node, Items) else ())


def plain(node: Node) -> Any:
    """Return the texts, lists and dicts that a node stands for."""
    match node:
        case Scalar(text=text):
            return text
        case Items(nodes=nodes):
            return [plain(item) for item in nodes]
        case Table(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def node_at(node: Node | None, way: Way) -> Node | None:
    """Return what stands at the end of a way, or None; within a text, that text: an entry or list is written as one."""
    for part in way:
        if isinstance(node, Items) and isinstance(part, int):
            node = node.nodes[part]
        elif not isinstance(node, Scalar):
            node = child(node, str(part))
    return node


def mark_at(node: Node, way: Way) -> Mark:
    """Return the mark of what stands at the end of a way, or of what is nearest to it."""
    of_key = KEY in way[-1:]
    key_mark = node.mark
    for part in way[:-1] if of_key else way:
        if isinstance(node, Items) and isinstance(part, int):
            node = node.nodes[part]
            key_mark = node.mark
        elif isinstance(node, Table) and (entry := node.entry(str(part))):
            key_mark, node = entry[0].mark, entry[1]
        elif isinstance(node, Table):
            key_mark = next((key.mark for key in node.left_out if key.text == part), key_mark)
    return key_mark if of_key else node.mark


def without(node: Node, ways: Iterable[Way]) -> Node | None:
    """Return a node without what stands at the ends of these ways; None where that is all of it."""
    gone: dict[str | int, Any] = {}
    for way in ways:
        branch = gone
        for part in way:
            branch = branch.setdefault(part, {})
        branch[_ALL] = {}
    return _without(node, gone)


def _without(node: Node, gone: Mapping[str | int, Any]) -> Node | None:
    """Return what is left of a node; under each part in `gone` stands what is gone there.

    What goes on to a part that isn't there is about the node itself: one text in the place of a list, say.
    """
    match node:
        case Items(nodes=nodes) if not gone.keys() - range(len(nodes)):
            kept = [_without(item, gone[place]) if place in gone else item for place, item in enumerate(nodes)]
            left = tuple(item for item in kept if item)
            return Items(node.mark, left, node.left_out or len(left) < len(nodes))
        case Table(entries=entries) if not gone.keys() - {key.text for key, _ in entries}:
            found = [(key, _without(value, gone[key.text]) if key.text in gone else value) for key, value in entries]
            left_out = tuple(key for key, value in found if value is None)
            return Table(node.mark, tuple((key, value) for key, value in found if value), (*node.left_out, *left_out))
    return node if not gone else None
