"""Municipalities where they are listed: which one an entry is about, in which period, and under which names."""

from collections.abc import Sequence
from dataclasses import dataclass

from veertien.config.faults.definitions.tables import AmbiguousMunicipality, NewMunicipality, UnknownMunicipality
from veertien.config.models.file_models import MunicipalityInFile, period_of
from veertien.config.tables.mergers import Identity, identity_of, new_identity
from veertien.config.yaml_files.places import Finding, Place
from veertien.gazetteer import AmbiguousMunicipalityError, Gazetteer, Municipality, UnknownMunicipalityError
from veertien.routing.dates import Period


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, where it stands, and who it is about."""

    row: MunicipalityInFile
    place: Place
    identity: Identity
    replaced: frozenset[str]
    """The codes of those whose place that one takes."""

    @property
    def municipality(self) -> Municipality:
        """Which one it is about."""
        return self.identity.municipality

    @property
    def name(self) -> Place:
        """Where its name stands, and what is wrong with it as a whole."""
        return self.place.at("name")

    @property
    def where(self) -> str:
        """The file and line, for a message about another place."""
        return self.name.where

    @property
    def area_codes(self) -> frozenset[str]:
        """Its area codes, of which there are none where those that are written can't be read."""
        usual = self.identity.area_codes if self.place.has_all("area_codes") else ()
        return frozenset(usual if self.row.area_codes is None else self.row.area_codes)

    @property
    def period(self) -> Period:
        """When it counts."""
        return period_of(self.row)


def resolve(row: MunicipalityInFile, place: Place, gazetteer: Gazetteer) -> tuple[Listed | None, Sequence[Finding]]:
    """Return an entry with what it is about, and what is wrong with that; None where that can't be said.

    None without a finding for a municipality that the national data have as ended: its entry counts no more, which is
    warned of. So tables of before go on under a newer edition.
    """
    if gazetteer.ended_named(row.name):
        return None, ()
    replaces = [(name, place.at("replaces", index)) for index, name in enumerate(row.replaces)]
    names = [(name, at) for name, at in replaces if not gazetteer.ended_named(name)]
    looked_up = [_find(name, at, gazetteer) for name, at in names]
    known = [found for found in looked_up if isinstance(found, Municipality)]
    findings = [found for found in looked_up if isinstance(found, Finding)]
    found = _identity(row, place, known, gazetteer) if row.name else None
    if found is None or isinstance(found, Finding):
        return None, [*findings, *([found] if found else [])]
    if row.code and row.code != found.municipality.code:
        name, code = found.municipality.name, found.municipality.code
        findings.append(Finding(place.at("code"), NewMunicipality.known(name, code)))
    return Listed(row, place, found, frozenset(municipality.code for municipality in known)), findings


def _identity(
    row: MunicipalityInFile, place: Place, replaced: Sequence[Municipality], gazetteer: Gazetteer
) -> Identity | Finding | None:
    """Return who an entry is about, or what is wrong with it; None where that is reported already."""
    found = _find(row.name, place.at("name"), gazetteer)
    if isinstance(found, Municipality):
        return identity_of(found, replaced, gazetteer)
    has_code, replaces = "code" in place.keys, row.replaces or not place.has_all("replaces")
    if not isinstance(found.problem, UnknownMunicipality) or not (has_code or replaces):
        return found
    if not replaces:
        return Finding(place.at("name"), NewMunicipality.without_replaces(row.name))
    if not has_code:
        return Finding(place.at("name"), NewMunicipality.without_code(row.name))
    if taken := gazetteer.municipalities.get(row.code or ""):
        return Finding(place.at("code"), NewMunicipality.code_taken(taken.code, taken.name, row.name))
    return new_identity(row.name, row.code, replaced, gazetteer) if row.code and replaced else None


def _find(name: str, place: Place, gazetteer: Gazetteer) -> Municipality | Finding:
    try:
        return gazetteer.by_name_or_code(name)
    except UnknownMunicipalityError as error:
        return Finding(place, UnknownMunicipality.name(name, error.suggestions))
    except AmbiguousMunicipalityError as error:
        candidates = ((candidate.name, candidate.code) for candidate in error.candidates)
        return Finding(place, AmbiguousMunicipality.name(name, candidates))
