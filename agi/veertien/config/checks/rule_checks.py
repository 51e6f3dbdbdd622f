"""Checks of routing.yaml against the other tables."""

from collections.abc import Iterator, Sequence, Set

from veertien.config.checks.period_checks import check_maintenance
from veertien.config.checks.trunk_checks import check_trunk
from veertien.config.faults.definitions.changes import ChangeDone
from veertien.config.faults.definitions.rules import NoMemory, UnknownChange
from veertien.config.faults.definitions.warnings import NationalUseless, NoCarrier
from veertien.config.models.file_models import RoutingFile
from veertien.config.tables.changes import change_named
from veertien.config.yaml_files.places import Finding, Fitted
from veertien.config.yaml_files.tree import KEY
from veertien.gazetteer import Gazetteer, NameKind
from veertien.routing.naming import named


def warn_of_useless_national(rules: Fitted[RoutingFile]) -> Iterator[Finding]:
    """Find a national number, under which nobody can be reached as no municipality is connected."""
    if rules.value.national:
        place = rules.at("national")
        yield Finding(place, NationalUseless.nobody_connected(place.text))


def warn_of_no_carrier(rules: Fitted[RoutingFile], unconnected: Sequence[str]) -> Finding:
    """Report that who is not connected, by these names, is to count as a choice but can't be put through to."""
    place = rules.at("offer_unconnected")
    return Finding(place, NoCarrier.for_unconnected(named(unconnected), place.text))


def check_rules(rules: Fitted[RoutingFile], keys: Set[str] | None) -> Iterator[Finding]:
    """Find a carrier that is no trunk, and maintenance that never counts. `keys` are the trunks' keys."""
    yield from check_trunk(rules.value.carrier, rules.at("carrier"), keys)
    yield from check_maintenance(rules.value.maintenance, rules.at("maintenance"))


def check_certain_changes(rules: Fitted[RoutingFile], gazetteer: Gazetteer) -> Iterator[Finding]:
    """Find municipalities whose end is to be certain and isn't announced; one that has ended is only warned of."""
    announced = [gazetteer.municipality_names[change.municipality] for change in gazetteer.edition.changes]
    for index, name in enumerate(rules.value.certain_changes):
        if change_named(name, gazetteer) is None and not _has_ended(name, gazetteer):
            yield Finding(rules.at("certain_changes", index), UnknownChange.of_name(name, announced))


def warn_of_done_changes(rules: Fitted[RoutingFile], gazetteer: Gazetteer) -> Iterator[Finding]:
    """Find municipalities whose end is to be certain and which the national data know as ended already."""
    for index, name in enumerate(rules.value.certain_changes):
        if change_named(name, gazetteer) is None and _has_ended(name, gazetteer):
            yield Finding(rules.at("certain_changes", index), ChangeDone.of_name(name))


def _has_ended(name: str, gazetteer: Gazetteer) -> bool:
    return any(found.kind is NameKind.FORMER for found in gazetteer.find(name))


def check_memory(rules: Fitted[RoutingFile]) -> Iterator[Finding]:
    """Find that choices are to be remembered, where nothing says in which file and under which key."""
    if rules.value.remember:
        yield Finding(rules.at("remember", KEY), NoMemory.for_remember())
