"""Checks of the municipalities in all files together: names, area codes, duplicates, clashes."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from veertien.gazetteer import AmbiguousMunicipality, Gazetteer, Municipality, UnknownMunicipality
from veertien.numbering import area_codes
from veertien.routing.faults import Code, FaultLog, Mark, shown, shown_path
from veertien.routing.fields import NO
from veertien.routing.name_keys import name_key
from veertien.routing.tree import Document, Node, Scalar, child, items, scalar, scalars
from veertien.routing.trunk_checks import check_destinations
from veertien.routing.validation import did_you_mean


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality where it is listed: its file, the mark of its name, and all that stands under it."""

    document: Document
    name: Scalar
    node: Node
    municipality: Municipality
    area_codes: frozenset[str]

    @property
    def where(self) -> str:
        """The file and line, for a message about another place."""
        return f"{shown_path(self.document.file)}:{self.name.mark.line}"


def check_municipalities(
    documents: Iterable[Document], keys: Set[str] | None, gazetteer: Gazetteer, faults: FaultLog
) -> None:
    """Note what is wrong in the municipalities of all files together."""
    first: dict[str, Listed] = {}
    for document, node in _nodes(documents):
        check_destinations(document, child(node, "destinations"), keys, faults)
        _check_connected(document, node, faults)
        _check_area_codes(document, child(node, "area_codes"), faults)
        listed = _resolve(document, node, gazetteer, faults)
        if listed is None:
            continue
        earlier = first.setdefault(listed.municipality.code, listed)
        if earlier is not listed:
            message = f"{listed.municipality.name} already stands at {earlier.where}; keep one of the two"
            faults.add(document.file, listed.name.mark, Code.DUPLICATE_MUNICIPALITY, message)
    _check_other_names(tuple(first.values()), gazetteer, faults)


def listed_in(documents: Iterable[Document], gazetteer: Gazetteer) -> Iterator[Listed]:
    """Yield each municipality where it is listed, passing over what can't be resolved."""
    for document, node in _nodes(documents):
        if found := _resolve(document, node, gazetteer, FaultLog()):
            yield found


def _nodes(documents: Iterable[Document]) -> Iterator[tuple[Document, Node]]:
    for document in documents:
        for node in items(child(document.root, "municipalities")):
            yield document, node


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


def _resolve(document: Document, node: Node, gazetteer: Gazetteer, faults: FaultLog) -> Listed | None:
    name = scalar(child(node, "name"))
    if name is None:
        return None
    try:
        municipality = gazetteer.by_name_or_code(name.text)
    except UnknownMunicipality as error:
        hints = " or ".join(map(shown, error.suggestions))
        cure = f"did you mean {hints}?" if hints else "write its name or its CBS code, such as GM0420"
        message = f"there is no municipality {shown(name.text)}; {cure}"
        faults.add(document.file, name.mark, Code.UNKNOWN_MUNICIPALITY, message)
        return None
    except AmbiguousMunicipality as error:
        choice = " or ".join(f"{shown(candidate.name)} ({candidate.code})" for candidate in error.candidates)
        message = f"{shown(name.text)} may be several municipalities; write {choice}"
        faults.add(document.file, name.mark, Code.AMBIGUOUS_MUNICIPALITY, message)
        return None
    own = child(node, "area_codes")
    codes = [code.text for code in scalars(own)] if own else gazetteer.area_codes_of(municipality.code)
    return Listed(document, name, node, municipality, frozenset(codes))


def _check_other_names(listed: tuple[Listed, ...], gazetteer: Gazetteer, faults: FaultLog) -> None:
    """Note names that would lead to two municipalities of one area code."""
    owners: dict[str, list[tuple[Listed, str]]] = {}
    for entry in listed:
        national = "in the national data"
        for known in gazetteer.names_of(entry.municipality.code):
            owners.setdefault(name_key(known.text), []).append((entry, national))
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
            owners.setdefault(key, []).append((entry, f"at {shown_path(file)}:{name.mark.line}"))


def _clash(one: Listed, other: Listed) -> bool:
    return one.municipality.code != other.municipality.code and bool(one.area_codes & other.area_codes)
