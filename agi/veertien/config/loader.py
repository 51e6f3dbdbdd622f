"""Loads a config folder's tables into frozen values, or names everything that is wrong with them."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from veertien.config.building import TableFiles, build_tables
from veertien.config.checks.caller_checks import check_callers
from veertien.config.checks.listed import Listed, listed_in, municipality_nodes
from veertien.config.checks.loop_checks import check_loops
from veertien.config.checks.municipality_checks import check_municipalities
from veertien.config.checks.period_checks import warn_of_past_maintenance
from veertien.config.checks.pronunciation_checks import check_pronunciations, warn_of_unused
from veertien.config.checks.rule_checks import check_rules, warn_of_no_carrier, warn_of_useless_national
from veertien.config.checks.schedule_checks import check_schedules, schedule_keys
from veertien.config.checks.trunk_checks import check_operator, check_trunks, trunk_keys
from veertien.config.checks.zero_checks import warn_of_lost_zeros, warn_of_lost_zeros_of_callers
from veertien.config.faults import Fault, FaultLog, Mark, TablesFaultyError
from veertien.config.faults.definitions.files import FileMissing
from veertien.config.faults.definitions.rules import NoMemory
from veertien.config.folder_files import (
    MUNICIPALITIES,
    SETTINGS_FILE,
    check_amount,
    check_names,
    few_enough,
    municipality_files,
)
from veertien.config.models.fields import LONGEST_MESSAGE
from veertien.config.models.file_models import (
    CallersFile,
    FileModel,
    MunicipalitiesFile,
    OperatorFile,
    PronunciationsFile,
    RoutingFile,
    SchedulesFile,
    TrunksFile,
)
from veertien.config.settings import Settings, read_settings
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.tree import Document, Scalar, Table, child, scalar
from veertien.config.yaml_files.validation import validate
from veertien.gazetteer import Gazetteer
from veertien.routing.tables import OfferUnconnected, Tables

_Model = TypeVar("_Model", bound=FileModel)


def load_tables(config_dir: Path, gazetteer: Gazetteer) -> Tables:
    """Return the tables of a config folder. Raises TablesFaultyError with everything that is wrong in all its files."""
    return tables_in(Documents(config_dir), gazetteer)


def tables_in(documents: Documents, gazetteer: Gazetteer) -> Tables:
    """Return the tables of a config folder, as `load_tables` does."""
    faults = FaultLog()
    files = _read_tables(documents, gazetteer, faults)
    if files is None or len(faults):
        raise TablesFaultyError(tuple(faults))
    return build_tables(files, gazetteer)


def config_in(documents: Documents, gazetteer: Gazetteer, given: Settings | None = None) -> tuple[Settings, Tables]:
    """Return the settings and the tables of a config folder; settings that are given count in place of its own.

    Raises TablesFaultyError with everything wrong in either.
    """
    faults = FaultLog()
    settings, files = _read_config(documents, gazetteer, given, faults)
    if settings is None or files is None or len(faults):
        raise TablesFaultyError(tuple(faults))
    return settings, build_tables(files, gazetteer)


def unused_pronunciations(documents: Documents, tables: Tables, gazetteer: Gazetteer) -> tuple[Fault, ...]:
    """Return a warning for each pronunciation that no name of the country or of the tables uses."""
    warnings = FaultLog()
    document = documents.optional("pronunciations.yaml", FaultLog())
    if document:
        country = (name.text for code in gazetteer.municipalities for name in gazetteer.names_of(code))
        entries = (entry for stage in tables.stages for entry in stage.municipalities.values())
        own = (name.text for entry in entries for name in entry.names)
        warn_of_unused(document, (*country, *own), warnings)
    return tuple(warnings)


def useless_national(documents: Documents, tables: Tables) -> tuple[Fault, ...]:
    """Return a warning where there is a national number and never a connected municipality."""
    warnings = FaultLog()
    document = documents.optional("routing.yaml", FaultLog())
    if document and not any(stage.candidates(None) for stage in tables.stages):
        warn_of_useless_national(document, warnings)
    return tuple(warnings)


def missing_carrier(documents: Documents, tables: Tables) -> tuple[Fault, ...]:
    """Return a warning where who is not connected is to count as a choice, and no call can get there."""
    warnings = FaultLog()
    document = documents.optional("routing.yaml", FaultLog())
    if document and tables.rules.offer_unconnected is OfferUnconnected.ASK and tables.rules.carrier is None:
        unconnected = dict.fromkeys(
            entry.name
            for stage in tables.stages
            # Under the national number everybody else may be asked for too.
            for entry in (*stage.municipalities.values(), *(stage.unlisted.values() if stage.rules.national else ()))
            if not entry.connected
        )
        if unconnected:
            warn_of_no_carrier(document, tuple(unconnected), warnings)
    return tuple(warnings)


def past_maintenance(documents: Documents, now: datetime) -> tuple[Fault, ...]:
    """Return a warning for each maintenance, of the platform or a municipality, that is over at this time."""
    warnings = FaultLog()
    rules = documents.optional("routing.yaml", FaultLog())
    if rules:
        warn_of_past_maintenance(rules, child(rules.root, "maintenance"), now, warnings)
    for document, node in municipality_nodes(_municipality_documents(documents)):
        warn_of_past_maintenance(document, child(node, "maintenance"), now, warnings)
    return tuple(warnings)


def maintenance_messages(documents: Documents) -> tuple[tuple[Path, Scalar], ...]:
    """Return the messages of all maintenances, each with its file; what is faulty is left out."""
    rules = documents.optional("routing.yaml", FaultLog())
    nodes = [(rules, rules.root)] if rules else []
    nodes += municipality_nodes(_municipality_documents(documents))
    texts = (
        (document.file, scalar(child(child(node, "maintenance"), "message"), LONGEST_MESSAGE))
        for document, node in nodes
    )
    return tuple((file, text) for file, text in texts if text)


def lost_zeros(documents: Documents) -> tuple[Fault, ...]:
    """Return a warning for each number, to dial or of a caller, that seems to lack its zero."""
    warnings = FaultLog()
    others = (documents.optional(name, FaultLog()) for name in ("operator.yaml", "schedules.yaml"))
    warn_of_lost_zeros((*filter(None, others), *_municipality_documents(documents)), warnings)
    if callers := documents.optional("callers.yaml", FaultLog()):
        warn_of_lost_zeros_of_callers(callers, warnings)
    return tuple(warnings)


def listings(documents: Documents, gazetteer: Gazetteer) -> Mapping[str, Listed]:
    """Return where each municipality is listed, by CBS code; what is faulty is left out."""
    found = listed_in(_municipality_documents(documents), gazetteer)
    return MappingProxyType({one.municipality.code: one for one in found})


def _read_config(
    documents: Documents, gazetteer: Gazetteer, given: Settings | None, faults: FaultLog
) -> tuple[Settings | None, TableFiles | None]:
    settings = given or read_settings(documents, faults)
    check_names(documents.folder, documents.optional(SETTINGS_FILE, FaultLog()), faults)
    files = _read_tables(documents, gazetteer, faults)
    _check_memory(documents, settings, files, faults)
    return settings, files


def _read_tables(documents: Documents, gazetteer: Gazetteer, faults: FaultLog) -> TableFiles | None:
    # The causes first: where there are too many faults, reading ends.
    trunks = documents.required("trunks.yaml", faults)
    trunks_file = _as_model(TrunksFile, trunks, faults)
    rules = documents.optional("routing.yaml", faults)
    rules_file = _as_model(RoutingFile, rules, faults)
    schedules = documents.optional("schedules.yaml", faults)
    schedules_file = _as_model(SchedulesFile, schedules, faults)
    operator = documents.required("operator.yaml", faults)
    operator_file = _as_model(OperatorFile, operator, faults)
    pronunciations = documents.optional("pronunciations.yaml", faults)
    pronunciations_file = _as_model(PronunciationsFile, pronunciations, faults)
    callers = documents.optional("callers.yaml", faults)
    callers_file = _as_model(CallersFile, callers, faults)
    found, municipality_files = [], []
    for file in _municipality_files(documents.folder, faults):
        # Each is checked before the next is read, which takes longer.
        if document := documents.read(file, faults):
            found.append(document)
            municipality_files.append(validate(MunicipalitiesFile, document, faults))
    municipalities = few_enough(found, documents.folder, faults)
    keys = trunk_keys(trunks)
    # A file that is there and can't be read may hold any.
    readable = schedules is not None or not os.path.lexists(documents.folder / "schedules.yaml")
    usable = schedule_keys(schedules) if readable else None
    if trunks:
        check_trunks(trunks, faults)
    if operator:
        check_operator(operator, keys, faults)
    if pronunciations:
        check_pronunciations(pronunciations, faults)
    if schedules:
        check_schedules(schedules, schedules_file, keys, faults)
    if rules:
        check_rules(rules, keys, faults)
    if callers:
        check_callers(callers, faults)
    check_municipalities(municipalities, keys, usable, gazetteer, faults)
    national = rules_file.national if rules_file else None
    check_loops(filter(None, (operator, schedules, *municipalities)), national, faults)
    if trunks_file is None or operator_file is None:
        return None
    return TableFiles(
        trunks=trunks_file,
        operator=operator_file,
        municipalities=tuple(file for file in municipality_files if file),
        pronunciations=pronunciations_file,
        schedules=schedules_file,
        rules=rules_file or RoutingFile(),
        callers=callers_file or CallersFile(),
    )


def _as_model(model: type[_Model], document: Document | None, faults: FaultLog) -> _Model | None:
    """Return a file in its model, as `validate` does; None for one that isn't there or can't be read."""
    return validate(model, document, faults) if document else None


def _check_memory(documents: Documents, settings: Settings | None, files: TableFiles | None, faults: FaultLog) -> None:
    """Note that choices are to be remembered, and nothing says where and under which key."""
    if settings is None or settings.memory is not None or files is None or files.rules.remember is None:
        return
    rules = documents.required("routing.yaml", FaultLog())
    entry = rules.root.entry("remember") if rules and isinstance(rules.root, Table) else None
    if rules and entry:
        faults.add(rules.file, entry[0].mark, NoMemory.for_remember())


def _municipality_documents(documents: Documents) -> list[Document]:
    """Return the files that list municipalities, without those that can't be read."""
    files = _municipality_files(documents.folder, FaultLog())
    return [document for file in files if (document := documents.read(file, FaultLog()))]


def _municipality_files(config_dir: Path, faults: FaultLog) -> list[Path]:
    folder = config_dir / MUNICIPALITIES
    try:
        files = municipality_files(config_dir)
    except OSError as error:
        faults.add(folder, Mark(), FileMissing.folder(error.strerror or type(error).__name__))
        return []
    if not files:
        faults.add(folder, Mark(), FileMissing.municipalities())
    return files if check_amount(files, folder, faults) else []
