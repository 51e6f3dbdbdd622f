"""Checks of routing.yaml against the other tables."""

from collections.abc import Sequence, Set

from veertien.config.checks.period_checks import check_maintenance
from veertien.config.checks.trunk_checks import check_trunk
from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.warnings import NationalUseless, NoCarrier
from veertien.config.yaml_files.tree import Document, child, scalar
from veertien.routing.naming import named


def warn_of_useless_national(document: Document, faults: FaultLog) -> None:
    """Note a national number under which nobody can be reached, as no municipality is connected."""
    national = scalar(child(document.root, "national"))
    if national:
        faults.add(document.file, national.mark, NationalUseless.nobody_connected(national.text))


def warn_of_no_carrier(document: Document, unconnected: Sequence[str], faults: FaultLog) -> None:
    """Note that who is not connected, by these names, is to count as a choice but can't be put through to."""
    offered = scalar(child(document.root, "offer_unconnected"))
    if offered:
        faults.add(document.file, offered.mark, NoCarrier.for_unconnected(named(unconnected), offered.text))


def check_rules(document: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note a carrier that is no trunk, and maintenance that never counts. `keys` are the trunks' keys."""
    carrier = scalar(child(document.root, "carrier"))
    if carrier:
        check_trunk(document, carrier, keys, faults)
    check_maintenance(document, child(document.root, "maintenance"), faults)
