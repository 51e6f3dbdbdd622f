"""Checks of trunks and of the destinations that refer to them."""

from collections.abc import Set

from veertien.config.checks.period_checks import check_period, is_readable, period_of
from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.tables import (
    DuplicateDestination,
    DuplicateEndpoint,
    LoneWeight,
    NoDestinations,
    UnknownTrunk,
)
from veertien.config.faults.definitions.times import PeriodGap
from veertien.config.models.fields import NO
from veertien.config.yaml_files.tree import Document, Items, Node, Scalar, child, entries, items, keys_in, scalar
from veertien.routing.dates import ALWAYS, Period, first_uncovered


def trunk_keys(trunks: Document | None) -> Set[str] | None:
    """Return the keys of all trunks, faulty ones too; None when that can't be known."""
    return keys_in(child(trunks.root, "trunks")) if trunks else None


def check_trunks(trunks: Document, faults: FaultLog) -> None:
    """Note endpoints that two trunks share: their calls and their health could not be told apart."""
    first: dict[str, Scalar] = {}
    for key, trunk in entries(child(trunks.root, "trunks")):
        endpoint = scalar(child(trunk, "endpoint"))
        if endpoint is None:
            continue
        if endpoint.text in first:
            line = first[endpoint.text].mark.line
            faults.add(trunks.file, endpoint.mark, DuplicateEndpoint.of_trunks(key.text, endpoint.text, line))
        else:
            first[endpoint.text] = endpoint


def check_operator(operator: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note an operator list that is empty or refers to what isn't there."""
    destinations = child(operator.root, "destinations")
    check_destinations(operator, destinations, keys, faults)
    if isinstance(destinations, Items) and not destinations.nodes:
        faults.add(operator.file, destinations.mark, NoDestinations.of_operator())


def check_destinations(
    document: Document, node: Node | None, keys: Set[str] | None, faults: FaultLog, within: Period | None = ALWAYS
) -> None:
    """Note references to trunks that don't exist, destinations that stand twice in one list, and days without any.

    `within` is the period in which the list counts, None when it can't be read.
    """
    first: dict[tuple[str, str], list[tuple[Period, int]]] = {}
    if within and all(map(is_readable, items(node))):
        _check_covered(document, node, faults, within)
    _check_weights(document, node, faults)
    for destination in items(node):
        check_period(document, destination, faults)
        trunk, number = scalar(child(destination, "trunk")), scalar(child(destination, "number"))
        if trunk is None:
            continue
        check_trunk(document, trunk, keys, faults)
        if number is None or not is_readable(destination):
            continue
        period, same = period_of(destination), first.setdefault((trunk.text, number.text), [])
        line = next((line for other, line in same if period.overlaps(other)), None)
        if line is not None:
            faults.add(document.file, trunk.mark, DuplicateDestination.in_list(line))
        same.append((period, trunk.mark.line))


def _check_weights(document: Document, node: Node | None, faults: FaultLog) -> None:
    """Note a weight without a neighbour that has one too: there is nobody to share with."""
    weights = [child(destination, "weight") for destination in items(node)]
    for before, weight, after in zip([None, *weights], weights, [*weights[1:], None], strict=False):
        if weight and not before and not after:
            faults.add(document.file, weight.mark, LoneWeight.alone())


def check_when_closed(document: Document, node: Node | None, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note what is wrong in where calls go outside opening hours, and callers who would hear nothing and get nobody."""
    if node is None:
        return
    destinations, announce = child(node, "destinations"), scalar(child(node, "announce"))
    check_destinations(document, destinations, keys, faults)
    silent = announce and announce.text.lower() in NO
    if announce and silent and not list(items(destinations)):
        faults.add(document.file, announce.mark, NoDestinations.when_closed())


def check_trunk(document: Document, trunk: Scalar, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note the key of a trunk that doesn't exist."""
    if keys is not None and trunk.text not in keys:
        faults.add(document.file, trunk.mark, UnknownTrunk.key(trunk.text, keys))


def _check_covered(document: Document, node: Node | None, faults: FaultLog, within: Period) -> None:
    periods = [period_of(destination) for destination in items(node)]
    day = first_uncovered(periods, within) if periods and node else None
    if node and day is not None:
        faults.add(document.file, node.mark, PeriodGap.of_destinations(day))
