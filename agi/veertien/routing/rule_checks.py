"""Checks of routing.yaml against the other tables."""

from collections.abc import Set

from veertien.routing.faults import Code, FaultLog, shown
from veertien.routing.period_checks import check_maintenance
from veertien.routing.tree import Document, child, scalar
from veertien.routing.trunk_checks import check_trunk


def warn_of_useless_national(document: Document, faults: FaultLog) -> None:
    """Note a national number under which nobody can be reached, as no municipality is connected."""
    national = scalar(child(document.root, "national"))
    if national:
        message = (
            f"no municipality is connected, so {shown(national.text)} leads to the operator; "
            "take `national` out, or connect one"
        )
        faults.add(document.file, national.mark, Code.NATIONAL_USELESS, message)


def check_rules(document: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note a carrier that is no trunk, and maintenance that never counts. `keys` are the trunks' keys."""
    carrier = scalar(child(document.root, "carrier"))
    if carrier:
        check_trunk(document, carrier, keys, faults)
    check_maintenance(document, child(document.root, "maintenance"), faults)
