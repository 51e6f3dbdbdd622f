"""Checks of trunks and of the destinations that refer to them."""

from collections.abc import Set

from veertien.routing.faults import Code, FaultLog, shown
from veertien.routing.tree import Document, Items, Node, Scalar, child, entries, items, scalar
from veertien.routing.validation import did_you_mean


def trunk_keys(trunks: Document | None) -> Set[str] | None:
    """Return the keys of all trunks, faulty ones too; None when that can't be known."""
    if trunks is None or child(trunks.root, "trunks") is None:
        return None
    return {key.text for key, _ in entries(child(trunks.root, "trunks"))}


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


def check_destinations(document: Document, node: Node | None, keys: Set[str] | None, faults: FaultLog) -> None:
    """Note references to trunks that don't exist, and destinations that stand twice in one list."""
    first: dict[tuple[str, str], int] = {}
    for destination in items(node):
        trunk, number = scalar(child(destination, "trunk")), scalar(child(destination, "number"))
        if trunk is None:
            continue
        if keys is not None and trunk.text not in keys:
            cure = did_you_mean(trunk.text, sorted(keys)) or "add it to trunks.yaml"
            message = f"there is no trunk {shown(trunk.text)} in trunks.yaml; {cure}"
            faults.add(document.file, trunk.mark, Code.UNKNOWN_TRUNK, message)
        if number is None:
            continue
        line = first.setdefault((trunk.text, number.text), trunk.mark.line)
        if line != trunk.mark.line:
            message = f"this trunk and number already stand on line {line}; keep one of them"
            faults.add(document.file, trunk.mark, Code.DUPLICATE_DESTINATION, message)
