"""Checks of routing.yaml against the other tables."""

from collections.abc import Set

from veertien.routing.faults import FaultLog
from veertien.routing.period_checks import check_maintenance
from veertien.routing.tree import Document, child, scalar
from veertien.routing.trunk_checks import check_trunk


def check_rules(document: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note a carrier that is no trunk, and maintenance that never counts. `keys` are the trunks' keys."""
    carrier = scalar(child(document.root, "carrier"))
    if carrier:
        check_trunk(document, carrier, keys, faults)
    check_maintenance(document, child(document.root, "maintenance"), faults)
