"""Checks of routing.yaml against the other tables."""

from collections.abc import Iterable, Iterator, Set

from veertien.numbering import NationalNumber
from veertien.routing.faults import Code, FaultLog, shown
from veertien.routing.period_checks import check_maintenance
from veertien.routing.tree import Document, Node, Scalar, child, entries, items, scalar
from veertien.routing.trunk_checks import check_trunk

_NUMBERS = frozenset({"number", "telephone"})
"""The keys under which a number to dial stands, in every file but callers.yaml."""


def warn_of_useless_national(document: Document, faults: FaultLog) -> None:
    """Note a national number under which nobody can be reached, as no municipality is connected."""
    national = scalar(child(document.root, "national"))
    if national:
        message = (
            f"no municipality is connected, so {shown(national.text)} leads to the operator; "
            "take `national` out, or connect one"
        )
        faults.add(document.file, national.mark, Code.NATIONAL_USELESS, message)


def check_leads_away_nationally(documents: Iterable[Document], national: NationalNumber, faults: FaultLog) -> None:
    """Note numbers to dial that are the national number: their calls would come back here, as those of 14-numbers."""
    for document in documents:
        for number in _dialled(document.root):
            if number.text in national.forms:
                message = (
                    f"{shown(number.text)} is the `national` number of routing.yaml, whose calls come back here; write "
                    "the number of a person or a municipality"
                )
                faults.add(document.file, number.mark, Code.LOOP, message)


def _dialled(node: Node) -> Iterator[Scalar]:
    """Yield every number to dial, wherever it stands in a file."""
    for key, value in entries(node):
        number = scalar(value)
        if number and key.text in _NUMBERS:
            yield number
        yield from _dialled(value)
    for item in items(node):
        yield from _dialled(item)


def check_rules(document: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note a carrier that is no trunk, and maintenance that never counts. `keys` are the trunks' keys."""
    carrier = scalar(child(document.root, "carrier"))
    if carrier:
        check_trunk(document, carrier, keys, faults)
    check_maintenance(document, child(document.root, "maintenance"), faults)
