"""Checks of routing.yaml against the other tables."""

from collections.abc import Sequence, Set

from veertien.config.checks.period_checks import check_maintenance
from veertien.config.checks.trunk_checks import check_trunk
from veertien.config.faults import Code, FaultLog, shown
from veertien.config.yaml_files.tree import Document, child, scalar
from veertien.routing.naming import named


def warn_of_useless_national(document: Document, faults: FaultLog) -> None:
    """Note a national number under which nobody can be reached, as no municipality is connected."""
    national = scalar(child(document.root, "national"))
    if national:
        message = (
            f"no municipality is connected, so {shown(national.text)} leads to the operator; "
            "take `national` out, or connect one"
        )
        faults.add(document.file, national.mark, Code.NATIONAL_USELESS, message)


def warn_of_no_carrier(document: Document, unconnected: Sequence[str], faults: FaultLog) -> None:
    """Note that who is not connected, by these names, is to count as a choice but can't be put through to."""
    offered = scalar(child(document.root, "offer_unconnected"))
    if offered:
        message = (
            f"callers can't be put through to who is not connected ({named(unconnected)}) without a `carrier`, "
            f"so {shown(offered.text)} only reads out names that lead to the operator; add `carrier`, or write forward"
        )
        faults.add(document.file, offered.mark, Code.NO_CARRIER, message)


def check_rules(document: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note a carrier that is no trunk, and maintenance that never counts. `keys` are the trunks' keys."""
    carrier = scalar(child(document.root, "carrier"))
    if carrier:
        check_trunk(document, carrier, keys, faults)
    check_maintenance(document, child(document.root, "maintenance"), faults)
