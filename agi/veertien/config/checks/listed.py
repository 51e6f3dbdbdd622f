"""Municipalities where they are listed: which one an entry is about, in which period, and under which names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from veertien.config.checks.mergers import Identity, identity_of, new_identity
from veertien.config.checks.period_checks import period_of
from veertien.config.faults import FaultLog, shown_path
from veertien.config.faults.definitions.tables import AmbiguousMunicipality, NewMunicipality, UnknownMunicipality
from veertien.config.yaml_files.tree import Document, Node, Scalar, child, items, scalar, scalars
from veertien.gazetteer import AmbiguousMunicipalityError, Gazetteer, Municipality, Name, UnknownMunicipalityError
from veertien.routing.dates import Period


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality where it is listed: its file, the mark of its name, and all that stands under it.

    `names` are all ways to say it but its `other_names`; `replaced` has the codes of those whose place it takes.
    """

    document: Document
    name: Scalar
    node: Node
    municipality: Municipality
    area_codes: frozenset[str]
    names: tuple[Name, ...] = field(repr=False)
    replaced: frozenset[str]
    period: Period

    @property
    def where(self) -> str:
        """The file and line, for a message about another place."""
        return f"{shown_path(self.document.file)}:{self.name.mark.line}"


def listed_in(documents: Iterable[Document], gazetteer: Gazetteer) -> Iterator[Listed]:
    """Yield each municipality where it is listed, passing over what can't be resolved."""
    for document, node in municipality_nodes(documents):
        if found := resolve(document, node, gazetteer, FaultLog()):
            yield found


def municipality_nodes(documents: Iterable[Document]) -> Iterator[tuple[Document, Node]]:
    """Yield every entry of the files, whatever is wrong with it."""
    for document in documents:
        for node in items(child(document.root, "municipalities")):
            yield document, node


def resolve(document: Document, node: Node, gazetteer: Gazetteer, faults: FaultLog) -> Listed | None:
    """Return an entry with what it is about, or None after noting why that can't be told."""
    name = scalar(child(node, "name"))
    if name is None:
        return None
    replaced = [_find(document, other, gazetteer, faults) for other in scalars(child(node, "replaces"))]
    known = [municipality for municipality in replaced if municipality]
    identity = _identity(document, node, name, known, gazetteer, faults)
    if identity is None:
        return None
    own = child(node, "area_codes")
    codes = [code.text for code in scalars(own)] if own else identity.area_codes
    return Listed(
        document=document,
        name=name,
        node=node,
        municipality=identity.municipality,
        area_codes=frozenset(codes),
        names=identity.names,
        replaced=frozenset(municipality.code for municipality in known),
        period=period_of(node),
    )


def _identity(
    document: Document,
    node: Node,
    name: Scalar,
    replaced: list[Municipality],
    gazetteer: Gazetteer,
    faults: FaultLog,
) -> Identity | None:
    code = scalar(child(node, "code"))
    if code and not child(node, "replaces") and is_new(name.text, gazetteer):
        faults.add(document.file, name.mark, NewMunicipality.without_replaces(name.text))
        return None
    if not is_new(name.text, gazetteer) or not child(node, "replaces"):
        municipality = _find(document, name, gazetteer, faults)
        if municipality and code and code.text != municipality.code:
            faults.add(document.file, code.mark, NewMunicipality.known(municipality.name, municipality.code))
        return identity_of(municipality, replaced, gazetteer) if municipality else None
    if code is None:
        faults.add(document.file, name.mark, NewMunicipality.without_code(name.text))
        return None
    if taken := gazetteer.municipalities.get(code.text):
        faults.add(document.file, code.mark, NewMunicipality.code_taken(code.text, taken.name, name.text))
        return None
    if not replaced:
        return None
    return new_identity(name.text, code.text, replaced, gazetteer)


def is_new(name: str, gazetteer: Gazetteer) -> bool:
    """Whether the national data know no municipality of this name or code."""
    try:
        gazetteer.by_name_or_code(name)
    except UnknownMunicipalityError:
        return True
    except AmbiguousMunicipalityError:
        return False
    return False


def _find(document: Document, name: Scalar, gazetteer: Gazetteer, faults: FaultLog) -> Municipality | None:
    try:
        return gazetteer.by_name_or_code(name.text)
    except UnknownMunicipalityError as error:
        faults.add(document.file, name.mark, UnknownMunicipality.name(name.text, error.suggestions))
    except AmbiguousMunicipalityError as error:
        candidates = ((candidate.name, candidate.code) for candidate in error.candidates)
        faults.add(document.file, name.mark, AmbiguousMunicipality.name(name.text, candidates))
    return None
