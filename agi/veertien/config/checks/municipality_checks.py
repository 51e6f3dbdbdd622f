"""Checks of the municipalities in all files together: names, area codes, duplicates, clashes."""

from collections.abc import Iterable, Set

from veertien.config.checks.listed import Listed, municipality_nodes, resolve
from veertien.config.checks.period_checks import check_maintenance, check_period, is_readable, period_of
from veertien.config.checks.schedule_checks import check_reference
from veertien.config.checks.succession_checks import check_succession
from veertien.config.checks.trunk_checks import check_destinations, check_when_closed
from veertien.config.faults import Code, FaultLog, Mark, shown, shown_path
from veertien.config.models.fields import NO
from veertien.config.yaml_files.tree import Document, Node, Scalar, child, items, scalar, scalars
from veertien.config.yaml_files.validation import did_you_mean
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
        message = f"{shown(name.text)} is connected but has no destinations; add them or write `connected: no`"
        faults.add(document.file, mark, Code.NO_DESTINATIONS, message)


def _check_area_codes(document: Document, node: Node | None, faults: FaultLog) -> None:
    known = area_codes()
    first: dict[str, Mark] = {}
    for code in scalars(node):
        if code.text not in known:
            cure = f"did you mean 0{code.text}?" if f"0{code.text}" in known else did_you_mean(code.text, known)
            message = f"there is no area code {shown(code.text)}; {cure or 'write it with its zero, such as 0229'}"
            faults.add(document.file, code.mark, Code.AREA_CODE, message)
        elif code.text in first:
            message = f"{code.text} stands twice in this list; keep one of them"
            faults.add(document.file, code.mark, Code.DUPLICATE_AREA_CODE, message)
        first[code.text] = code.mark
    if node is not None and not isinstance(node, Scalar) and not list(items(node)):
        message = "`area_codes` names none; take it out to use the national data"
        faults.add(document.file, node.mark, Code.EMPTY_VALUE, message)


def _check_other_names(listed: tuple[Listed, ...], faults: FaultLog) -> None:
    """Note names that would lead to two municipalities of one area code."""
    owners: dict[str, list[tuple[Listed, str]]] = {}
    for entry in listed:
        national = "in the national data"
        for spoken in entry.names:
            owners.setdefault(name_key(spoken.text), []).append((entry, national))
    for entry in listed:
        file = entry.document.file
        for name in scalars(child(entry.node, "other_names")):
            key = name_key(name.text)
            if not key:
                message = f"{shown(name.text)} has nothing in it that can be said; write a name or take it out"
                faults.add(file, name.mark, Code.TEXT, message)
                continue
            clashes = (owner for owner in owners.get(key, ()) if _clash(owner[0], entry))
            if clash := next(clashes, None):
                message = (
                    f"{shown(name.text)} is also a name of {clash[0].municipality.name}, {clash[1]}, in the same area "
                    "code; a caller who says it could mean either, so take it out"
                )
                faults.add(file, name.mark, Code.NAME_CLASH, message)
            known = owners.setdefault(key, [])
            # Once an entry: it is compared with all of them.
            if not known or known[-1][0] is not entry:
                known.append((entry, f"at {shown_path(file)}:{name.mark.line}"))


def _clash(one: Listed, other: Listed) -> bool:
    different = one.municipality.code != other.municipality.code
    return different and bool(one.area_codes & other.area_codes) and one.period.overlaps(other.period)
