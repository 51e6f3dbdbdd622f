"""Checks of callers.yaml: numbers that stand in it twice."""

from collections.abc import Callable, Iterator

from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.rules import DuplicateCaller
from veertien.config.yaml_files.tree import Document, Node, Scalar, child, items, scalar
from veertien.numbering import CallerNumberRefusedError, listed_number, listed_prefix


def check_callers(document: Document, faults: FaultLog) -> None:
    """Note numbers and prefixes that stand twice in one list, or in both, in whatever forms they are written."""
    first: dict[tuple[bool, str], int] = {}
    for item in _listed_in(document):
        for is_prefix, node, read in (
            (False, _number(item), listed_number),
            (True, child(item, "prefix"), listed_prefix),
        ):
            written = scalar(node)
            number = _read(read, written) if written else None
            if written is None or number is None:
                continue
            line = first.setdefault((is_prefix, number), written.mark.line)
            if line != written.mark.line:
                faults.add(document.file, written.mark, DuplicateCaller.listed(line))


def numbers_in(document: Document) -> Iterator[Scalar]:
    """Yield every whole number of a caller, as it is written."""
    return filter(None, (scalar(_number(item)) for item in _listed_in(document)))


def _listed_in(document: Document) -> Iterator[Node]:
    for name in ("blocked", "exempt"):
        yield from items(child(document.root, name))


def _number(item: Node) -> Node | None:
    return item if isinstance(item, Scalar) else child(item, "number")


def _read(read: Callable[[str], str], written: Scalar) -> str | None:
    try:
        return read(written.text)
    except CallerNumberRefusedError:
        return None
