"""Checks of trunks and of the destinations that refer to them."""

from collections.abc import Iterator, Sequence, Set

from veertien.config.checks.period_checks import check_period, is_readable
from veertien.config.faults.definitions.tables import (
    DuplicateDestination,
    DuplicateEndpoint,
    LoneWeight,
    NoDestinations,
    OperatorLines,
    UnknownTrunk,
)
from veertien.config.faults.definitions.times import PeriodGap
from veertien.config.faults.definitions.warnings import FewLines, UnusedTrunk
from veertien.config.models.file_models import DestinationInFile, OperatorFile, TrunksFile, WhenClosedInFile, period_of
from veertien.config.tables.table_files import TableFiles
from veertien.config.yaml_files.places import Finding, Fitted, Place
from veertien.config.yaml_files.tree import KEY
from veertien.routing import NodeShares
from veertien.routing.dates import ALL_TIME, Period, first_uncovered


def check_trunks(trunks: Fitted[TrunksFile]) -> Iterator[Finding]:
    """Find endpoints that two trunks share: their calls and their health could not be kept apart."""
    first: dict[str, Place] = {}
    for key, trunk in trunks.value.trunks.items():
        place = trunks.at("trunks", key, "endpoint")
        if trunk.endpoint in first:
            problem = DuplicateEndpoint.of_trunks(key, trunk.endpoint, first[trunk.endpoint].mark.line)
            yield Finding(place, problem)
        elif trunk.endpoint:
            first[trunk.endpoint] = place


def check_operator(operator: Fitted[OperatorFile], keys: Set[str] | None) -> Iterator[Finding]:
    """Find an operator list that is empty or refers to what isn't there."""
    rows, place = operator.value.destinations, operator.at("destinations")
    yield from check_destinations(rows, place, keys)
    if not rows and "destinations" in operator.value.model_fields_set and place.has_all():
        yield Finding(place, NoDestinations.of_operator())


def check_destinations(
    rows: Sequence[DestinationInFile], place: Place, keys: Set[str] | None, within: Period | None = ALL_TIME
) -> Iterator[Finding]:
    """Find references to trunks that don't exist, destinations that stand twice in one list, and days without any.

    `within` is the period in which the list counts, None when it can't be read.
    """
    first: dict[tuple[str, str], list[tuple[Period, Place]]] = {}
    if within and place.has_all() and all(is_readable(place.at(index)) for index in range(len(rows))):
        yield from _check_covered(rows, place, within)
    yield from _check_weights(rows, place)
    for index, row in enumerate(rows):
        here = place.at(index)
        trunk = here.at("trunk")
        yield from check_period(row, here)
        yield from check_trunk(row.trunk, trunk, keys)
        if not row.trunk or not row.number or not is_readable(here):
            continue
        same = first.setdefault((row.trunk, row.number), [])
        there = next((there for other, there in same if period_of(row).overlaps(other)), None)
        if there is not None:
            yield Finding(trunk, DuplicateDestination.in_list(there.mark.line))
        same.append((period_of(row), trunk))


def _check_weights(rows: Sequence[DestinationInFile], place: Place) -> Iterator[Finding]:
    """Find a weight without a neighbour that has one too: there is nobody to share with."""
    # A weight that can't be read is one all the same.
    weighted = [row.weight is not None or not place.at(index).has_all("weight") for index, row in enumerate(rows)]
    for index, row in enumerate(rows):
        if row.weight is not None and not any(weighted[max(0, index - 1) : index] + weighted[index + 1 : index + 2]):
            yield Finding(place.at(index, "weight"), LoneWeight.alone())


def check_when_closed(row: WhenClosedInFile | None, place: Place, keys: Set[str] | None) -> Iterator[Finding]:
    """Find what is wrong in where calls go outside opening hours, and callers who would hear nothing and get nobody."""
    if row is None:
        return
    destinations = place.at("destinations")
    yield from check_destinations(row.destinations, destinations, keys)
    if not row.announce and not row.destinations and place.has_all("destinations") and destinations.has_all():
        yield Finding(place.at("announce"), NoDestinations.when_closed())


def check_trunk(key: str | None, place: Place, keys: Set[str] | None) -> Iterator[Finding]:
    """Find the key of a trunk that doesn't exist."""
    if key and keys is not None and key not in keys:
        yield Finding(place, UnknownTrunk.key(key, keys))


def check_operator_lines(files: TableFiles, shares: NodeShares) -> Iterator[Finding]:
    """Find an operator's trunk of which some node has no line: there nobody would take what nobody else can."""
    trunks = files.trunks.value.trunks
    for index, row in enumerate(files.operator.value.destinations):
        lines = trunks[row.trunk].capacity if row.trunk in trunks else 0
        if lines and shares.without_line(row.trunk, lines):
            problem = OperatorLines.fewer(row.trunk, lines, len(shares.names))
            yield Finding(files.operator.at("destinations", index, "trunk"), problem)


def warn_of_few_lines(files: TableFiles, shares: NodeShares) -> Iterator[Finding]:
    """Find trunks of which some node has no line."""
    for key, trunk in files.trunks.value.trunks.items():
        without = shares.without_line(key, trunk.capacity)
        if without:
            yield Finding(files.trunks.at("trunks", key, "capacity"), FewLines.of_nodes(key, without))


def warn_of_unused_trunks(files: TableFiles) -> Iterator[Finding]:
    """Find trunks over which no call goes."""
    used = {row.trunk for _, row in files.destinations} | {files.rules.value.carrier}
    for key in files.trunks.value.trunks:
        if key not in used:
            yield Finding(files.trunks.at("trunks", key, KEY), UnusedTrunk.nowhere(key))


def _check_covered(rows: Sequence[DestinationInFile], place: Place, within: Period) -> Iterator[Finding]:
    day = first_uncovered([period_of(row) for row in rows], within) if rows else None
    if day is not None:
        yield Finding(place, PeriodGap.of_destinations(day))
