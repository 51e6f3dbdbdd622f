"""Loads a config folder's tables into frozen values, or names everything that is wrong with them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from veertien.gazetteer import Confidence, Gazetteer, Name, NameKind
from veertien.gazetteer.pronunciations import Words, parse_words
from veertien.routing.faults import Code, Fault, FaultLog, Mark, TablesFaulty
from veertien.routing.file_models import (
    DestinationInFile,
    MunicipalitiesFile,
    MunicipalityInFile,
    OperatorFile,
    PronunciationsFile,
    TrunksFile,
)
from veertien.routing.marked_yaml import read_yaml
from veertien.routing.municipality_checks import Listed, check_municipalities, listed_in
from veertien.routing.pronunciation_checks import check_pronunciations, warn_of_unused
from veertien.routing.settings import Settings, read_settings
from veertien.routing.tables import CallerId, Destination, MunicipalityEntry, Tables, Trunk
from veertien.routing.tree import Document
from veertien.routing.trunk_checks import check_operator, check_trunks, trunk_keys
from veertien.routing.validation import validate


def load_tables(config_dir: Path, gazetteer: Gazetteer) -> Tables:
    """Return the tables of a config folder. Raises TablesFaulty with everything that is wrong in all its files."""
    faults = FaultLog()
    files = _read_tables(config_dir, gazetteer, faults)
    if files is None or len(faults):
        raise TablesFaulty(tuple(faults))
    return _build(files, gazetteer)


def load_config(config_dir: Path, gazetteer: Gazetteer) -> tuple[Settings, Tables]:
    """Return the settings and the tables of a config folder. Raises TablesFaulty with everything wrong in either."""
    faults = FaultLog()
    settings = read_settings(config_dir, faults)
    files = _read_tables(config_dir, gazetteer, faults)
    if settings is None or files is None or len(faults):
        raise TablesFaulty(tuple(faults))
    return settings, _build(files, gazetteer)


def check_config(config_dir: Path, gazetteer: Gazetteer) -> tuple[Fault, ...]:
    """Return everything that is wrong in a config folder, settings and tables, in order of file and line."""
    faults = FaultLog()
    read_settings(config_dir, faults)
    _read_tables(config_dir, gazetteer, faults)
    return tuple(faults)


def unused_pronunciations(config_dir: Path, tables: Tables, gazetteer: Gazetteer) -> tuple[Fault, ...]:
    """Return a warning for each pronunciation that no name of the country or of the tables uses."""
    warnings = FaultLog()
    document = _read_pronunciations(config_dir, FaultLog())
    if document:
        country = (name.text for code in gazetteer.municipalities for name in gazetteer.names_of(code))
        own = (name.text for names in tables.spoken_names.values() for name in names)
        warn_of_unused(document, (*country, *own), warnings)
    return tuple(warnings)


def listings(config_dir: Path, gazetteer: Gazetteer) -> Mapping[str, Listed]:
    """Return where each municipality is listed, by CBS code; what is faulty is left out."""
    files = _municipality_files(config_dir / "municipalities", FaultLog())
    documents = [document for file in files if (document := read_yaml(file, FaultLog()))]
    return MappingProxyType({found.municipality.code: found for found in listed_in(documents, gazetteer)})


@dataclass(frozen=True, slots=True)
class _Files:
    """The table files, each as a value of its model."""

    trunks: TrunksFile
    operator: OperatorFile
    municipalities: tuple[MunicipalitiesFile, ...]
    pronunciations: PronunciationsFile | None


def _read_tables(config_dir: Path, gazetteer: Gazetteer, faults: FaultLog) -> _Files | None:
    trunks = read_yaml(config_dir / "trunks.yaml", faults)
    operator = read_yaml(config_dir / "operator.yaml", faults)
    found = [read_yaml(file, faults) for file in _municipality_files(config_dir / "municipalities", faults)]
    municipalities = [document for document in found if document]
    trunks_file = validate(TrunksFile, trunks, faults) if trunks else None
    operator_file = validate(OperatorFile, operator, faults) if operator else None
    pronunciations = _read_pronunciations(config_dir, faults)
    pronunciations_file = validate(PronunciationsFile, pronunciations, faults) if pronunciations else None
    municipality_files = [validate(MunicipalitiesFile, document, faults) for document in municipalities]
    keys = trunk_keys(trunks)
    if trunks:
        check_trunks(trunks, faults)
    if operator:
        check_operator(operator, keys, faults)
    if pronunciations:
        check_pronunciations(pronunciations, faults)
    check_municipalities(municipalities, keys, gazetteer, faults)
    if trunks_file is None or operator_file is None:
        return None
    return _Files(trunks_file, operator_file, tuple(file for file in municipality_files if file), pronunciations_file)


def _read_pronunciations(config_dir: Path, faults: FaultLog) -> Document | None:
    """Return the integrator's own pronunciations; most folders have none, so the file may be missing."""
    file = config_dir / "pronunciations.yaml"
    return read_yaml(file, faults) if os.path.lexists(file) else None


def _municipality_files(folder: Path, faults: FaultLog) -> list[Path]:
    try:
        # Editors leave hidden copies beside the file being edited.
        files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"this folder can't be listed ({reason}); it holds the files that list the municipalities"
        faults.add(folder, Mark(), Code.FILE_MISSING, message)
        return []
    for file in files:
        if file.suffix.lower() in (".yml", ".yaml") and file.suffix != ".yaml":
            faults.add(file, Mark(), Code.FILE_NAME, "is not read; give it a name that ends in .yaml")
    tables = [file for file in files if file.suffix == ".yaml"]
    if not tables:
        message = "there is no .yaml file in this folder; list at least one municipality"
        faults.add(folder, Mark(), Code.FILE_MISSING, message)
    return tables


def _build(files: _Files, gazetteer: Gazetteer) -> Tables:
    trunks = {
        key: Trunk(key, trunk.endpoint, trunk.capacity, CallerId(trunk.caller_id), trunk.header, trunk.diversion)
        for key, trunk in files.trunks.trunks.items()
    }
    listed = [_entry(row, trunks, gazetteer) for file in files.municipalities for row in file.municipalities]
    return Tables(
        trunks=MappingProxyType(trunks),
        municipalities=MappingProxyType({entry.code: entry for entry in listed}),
        operator=_destinations(files.operator.destinations, trunks),
        spoken_names=MappingProxyType({entry.code: _spoken_names(entry, gazetteer) for entry in listed}),
        pronunciations=_pronunciations(files.pronunciations),
    )


def _entry(row: MunicipalityInFile, trunks: Mapping[str, Trunk], gazetteer: Gazetteer) -> MunicipalityEntry:
    municipality = gazetteer.by_name_or_code(row.name)
    return MunicipalityEntry(
        municipality=municipality,
        connected=row.connected,
        area_codes=tuple(row.area_codes or gazetteer.area_codes_of(municipality.code)),
        destinations=_destinations(row.destinations, trunks),
        other_names=tuple(row.other_names),
    )


def _destinations(rows: Iterable[DestinationInFile], trunks: Mapping[str, Trunk]) -> tuple[Destination, ...]:
    return tuple(Destination(trunks[row.trunk], row.number) for row in rows)


def _pronunciations(file: PronunciationsFile | None) -> Mapping[str, tuple[Words, ...]]:
    given = file.pronunciations if file else {}
    return MappingProxyType({name: tuple(map(parse_words, texts)) for name, texts in given.items()})


def _spoken_names(entry: MunicipalityEntry, gazetteer: Gazetteer) -> tuple[Name, ...]:
    own = (
        Name(text, NameKind.OTHER, entry.code, entry.area_codes, "nl", Confidence.HIGH) for text in entry.other_names
    )
    return (*gazetteer.names_of(entry.code), *own)
