"""Checks of trunks and of the destinations that refer to them."""

from collections.abc import Set
from datetime import date

from veertien.config.checks.period_checks import check_period, is_readable, period_of
from veertien.config.faults import Code, FaultLog, shown
from veertien.config.models.fields import NO
from veertien.config.yaml_files.tree import Document, Items, Node, Scalar, child, entries, items, keys_in, scalar
from veertien.config.yaml_files.validation import did_you_mean
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
            message = (
                f"trunk {shown(key.text)} has the endpoint {shown(endpoint.text)} of line "
                f"{first[endpoint.text].mark.line}; use that trunk or give this one an endpoint of its own"
            )
            faults.add(trunks.file, endpoint.mark, Code.DUPLICATE_ENDPOINT, message)
        else:
            first[endpoint.text] = endpoint


def check_operator(operator: Document, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note an operator list that is empty or refers to what isn't there."""
    destinations = child(operator.root, "destinations")
    check_destinations(operator, destinations, keys, faults)
    if isinstance(destinations, Items) and not destinations.nodes:
        message = "lists no destination; every call that nobody else can take needs one"
        faults.add(operator.file, destinations.mark, Code.NO_DESTINATIONS, message)


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
            message = f"this trunk and number already stand on line {line}; keep one of them"
            faults.add(document.file, trunk.mark, Code.DUPLICATE_DESTINATION, message)
        same.append((period, trunk.mark.line))


def _check_weights(document: Document, node: Node | None, faults: FaultLog) -> None:
    """Note a weight without a neighbour that has one too: there is nobody to share with."""
    weights = [child(destination, "weight") for destination in items(node)]
    for before, weight, after in zip([None, *weights], weights, [*weights[1:], None], strict=False):
        if weight and not before and not after:
            message = (
                "shares calls with no neighbour; give the one before or behind it a `weight` too, or take this out"
            )
            faults.add(document.file, weight.mark, Code.WEIGHT, message)


def check_when_closed(document: Document, node: Node | None, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note what is wrong in where calls go outside opening hours, and callers who would hear nothing and get nobody."""
    if node is None:
        return
    destinations, announce = child(node, "destinations"), scalar(child(node, "announce"))
    check_destinations(document, destinations, keys, faults)
    silent = announce and announce.text.lower() in NO
    if announce and silent and not list(items(destinations)):
        message = "without an announcement calls must go somewhere; add destinations or take `announce` out"
        faults.add(document.file, announce.mark, Code.NO_DESTINATIONS, message)


def check_trunk(document: Document, trunk: Scalar, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note the key of a trunk that doesn't exist."""
    if keys is not None and trunk.text not in keys:
        cure = did_you_mean(trunk.text, sorted(keys)) or "add it to trunks.yaml"
        message = f"there is no trunk {shown(trunk.text)} in trunks.yaml; {cure}"
        faults.add(document.file, trunk.mark, Code.UNKNOWN_TRUNK, message)


def _check_covered(document: Document, node: Node | None, faults: FaultLog, within: Period) -> None:
    periods = [period_of(destination) for destination in items(node)]
    day = first_uncovered(periods, within) if periods and node else None
    if node and day is not None:
        since = f"from {day} on" if day > date.min else "at first"
        message = f"{since} none of these destinations counts; let them follow each other, `until` being the first day"
        faults.add(document.file, node.mark, Code.PERIOD_GAP, f"{message} on which one no longer counts")
