"""Checks of the municipalities in all files together: names, area codes, duplicates, clashes."""

from collections.abc import Iterable, Set

from veertien.config.checks.listed import Listed, municipality_nodes, resolve
from veertien.config.checks.period_checks import check_maintenance, check_period, is_readable, period_of
from veertien.config.checks.schedule_checks import check_reference
from veertien.config.checks.succession_checks import check_succession
from veertien.config.checks.trunk_checks import check_destinations, check_when_closed
from veertien.config.faults import FaultLog, Mark, shown_path
from veertien.config.faults.definitions.tables import NameClash, NoDestinations
from veertien.config.faults.definitions.values import DuplicateAreaCode, EmptyValue, UnknownAreaCode, WrongText
from veertien.config.models.fields import NO
from veertien.config.yaml_files.tree import Document, Node, Scalar, child, items, scalar, scalars
from veertien.gazetteer import Gazetteer
from veertien.numbering import area_codes
from veertien.routing.name_keys import name_key


def check_municipalities(
    documents: Iterable[Document],
    keys: Set[str] | None,
    schedules: Set[str] | None,
    gazetteer: Gazetteer,
    faults: FaultLog,
) -> None:
    """Note what is wrong in the municipalities of all files together; `keys` and `schedules` are what they may name."""
    found: list[Listed] = []
    for document, node in municipality_nodes(documents):
        readable = is_readable(node)
        period = period_of(node) if readable else None
        check_period(document, node, faults)
        check_maintenance(document, child(node, "maintenance"), faults)
        check_destinations(document, child(node, "destinations"), keys, faults, period)
        check_when_closed(document, child(node, "when_closed"), keys, faults)
        check_reference(document, child(node, "schedule"), schedules, faults)
        _check_connected(document, node, faults)
        _check_area_codes(document, child(node, "area_codes"), faults)
        listed = resolve(document, node, gazetteer, faults)
        # What follows from a date that can't be read is not told.
        if listed and readable:
            found.append(listed)
    check_succession(found, faults)
    _check_other_names(tuple(found), faults)


def _check_connected(document: Document, node: Node, faults: FaultLog) -> None:
    name, connected = scalar(child(node, "name")), scalar(child(node, "connected"))
    if name is None or (connected and connected.text.lower() in NO):
        return
    destinations = child(node, "destinations")
    if destinations is None or not (isinstance(destinations, Scalar) or list(items(destinations))):
        mark = destinations.mark if destinations else name.mark
        faults.add(document.file, mark, NoDestinations.of_municipality(name.text))


def _check_area_codes(document: Document, node: Node | None, faults: FaultLog) -> None:
    known = area_codes()
    first: dict[str, Mark] = {}
    for code in scalars(node):
        if code.text not in known:
            faults.add(document.file, code.mark, UnknownAreaCode.unknown(code.text, known))
        elif code.text in first:
            faults.add(document.file, code.mark, DuplicateAreaCode.in_list(code.text))
        first[code.text] = code.mark
    if node is not None and not isinstance(node, Scalar) and not list(items(node)):
        faults.add(document.file, node.mark, EmptyValue.area_codes())


def _check_other_names(listed: tuple[Listed, ...], faults: FaultLog) -> None:
    """Note names that would lead to two municipalities of one area code."""
    # The second of each says where a listed name stands; without it, it is one of the national data.
    owners: dict[str, list[tuple[Listed, str | None]]] = {}
    for entry in listed:
        for spoken in entry.names:
            owners.setdefault(name_key(spoken.text), []).append((entry, None))
    for entry in listed:
        file = entry.document.file
        for name in scalars(child(entry.node, "other_names")):
            key = name_key(name.text)
            if not key:
                faults.add(file, name.mark, WrongText.silent_name(name.text))
                continue
            clashes = (owner for owner in owners.get(key, ()) if _clash(owner[0], entry))
            if clash := next(clashes, None):
                owner, where = clash
                faults.add(file, name.mark, NameClash.in_area_code(name.text, owner.municipality.name, where))
            known = owners.setdefault(key, [])
            # Once an entry: it is compared with all of them.
            if not known or known[-1][0] is not entry:
                known.append((entry, f"{shown_path(file)}:{name.mark.line}"))


def _clash(one: Listed, other: Listed) -> bool:
    different = one.municipality.code != other.municipality.code
    return different and bool(one.area_codes & other.area_codes) and one.period.overlaps(other.period)
