"""Checks that no number to dial leads back here: its calls would turn round."""

from collections.abc import Iterable, Iterator

from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.tables import Loop
from veertien.config.yaml_files.tree import Document, Node, Scalar, entries, items, scalar
from veertien.numbering import NationalNumber, NumberRefusedError, parse_offered

_NUMBERS = frozenset({"number", "telephone"})
"""The keys under which a number to dial stands, in every file but callers.yaml."""


def check_loops(documents: Iterable[Document], national: NationalNumber | None, faults: FaultLog) -> None:
    """Note numbers to dial that are a 14-number or, where there is one, the national number, in any form."""
    for document in documents:
        for number in dialled_in(document.root):
            try:
                back = parse_offered(number.text, national)
            except NumberRefusedError:
                continue
            loop = Loop.national(number.text) if back == national else Loop.fourteen(number.text, back.spoken)
            faults.add(document.file, number.mark, loop)


def dialled_in(node: Node) -> Iterator[Scalar]:
    """Yield every number to dial, wherever it stands in a file."""
    for key, value in entries(node):
        number = scalar(value)
        if number and key.text in _NUMBERS:
            yield number
        yield from dialled_in(value)
    for item in items(node):
        yield from dialled_in(item)
