"""Loads a config folder's tables into frozen values, or names everything that is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from veertien.config.checks.caller_checks import check_callers
from veertien.config.checks.municipality_checks import check_municipality, check_together
from veertien.config.checks.number_checks import check_loops
from veertien.config.checks.pronunciation_checks import check_pronunciations
from veertien.config.checks.rule_checks import check_certain_changes, check_memory, check_rules
from veertien.config.checks.schedule_checks import check_schedules
from veertien.config.checks.trunk_checks import check_operator, check_operator_lines, check_trunks
from veertien.config.faults import FaultLog, TablesFaultyError
from veertien.config.folder_files import SETTINGS_FILE, check_names
from veertien.config.settings import Settings, read_settings
from veertien.config.tables.building import build_tables
from veertien.config.tables.listed import Listed, resolve
from veertien.config.tables.table_files import TableFiles, read_table_files
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Finding, note
from veertien.gazetteer import Gazetteer
from veertien.routing import NodeShares, Tables


@dataclass(frozen=True, slots=True)
class Config:
    """The settings and tables of a folder without faults, the files that they come from, and who is listed in those."""

    settings: Settings
    tables: Tables
    files: TableFiles
    listed: tuple[Listed, ...]


def load_tables(config_dir: Path, gazetteer: Gazetteer, shares: NodeShares | None = None) -> Tables:
    """Return the tables of a config folder, with the lines that `shares` leave this node; without, all lines.

    Raises TablesFaultyError with everything that is wrong in all its files.
    """
    return tables_in(Documents(config_dir), gazetteer, shares)


def tables_in(documents: Documents, gazetteer: Gazetteer, shares: NodeShares | None = None) -> Tables:
    """Return the tables of a config folder, as `load_tables` does."""
    faults = FaultLog()
    files, listed = _read_tables(documents, gazetteer, faults)
    if len(faults):
        raise TablesFaultyError(tuple(faults))
    return build_tables(files, listed, gazetteer, shares)


def config_in(
    documents: Documents, gazetteer: Gazetteer, given: Settings | None = None, *, to_serve: bool = False
) -> Config:
    """Return the settings and the tables of a config folder; settings that are given count in place of its own.

    `to_serve` says that calls are to be served here. Raises TablesFaultyError with everything wrong in either.
    """
    faults = FaultLog()
    settings = given or read_settings(documents, faults, lambda: gazetteer, to_serve=to_serve)
    check_names(documents.folder, documents.optional(SETTINGS_FILE, FaultLog()), faults)
    files, listed = _read_tables(documents, gazetteer, faults)
    if settings and settings.memory is None:
        note(check_memory(files.rules), faults)
    if settings and settings.shares:
        note(check_operator_lines(files, settings.shares), faults)
    if settings is None or len(faults):
        raise TablesFaultyError(tuple(faults))
    return Config(settings, build_tables(files, listed, gazetteer, settings.shares), files, listed)


def _read_tables(documents: Documents, gazetteer: Gazetteer, faults: FaultLog) -> tuple[TableFiles, tuple[Listed, ...]]:
    files = read_table_files(documents, faults)
    note(_findings(files, gazetteer), faults)
    listed: list[Listed] = []
    for place, row in files.rows:
        found, findings = resolve(row, place, gazetteer)
        note(findings, faults)
        listed += [found] if found else []
    note(check_together(listed), faults)
    return files, tuple(listed)


def _findings(files: TableFiles, gazetteer: Gazetteer) -> Iterator[Finding]:
    """Yield what is wrong between the files, and within each beyond its model."""
    trunks, schedules = files.trunks.keys("trunks"), files.schedules.keys("schedules")
    yield from check_trunks(files.trunks)
    yield from check_operator(files.operator, trunks)
    yield from check_pronunciations(files.pronunciations)
    yield from check_schedules(files.schedules, trunks)
    yield from check_rules(files.rules, trunks)
    yield from check_certain_changes(files.rules, gazetteer)
    yield from check_callers(files.callers)
    for place, row in files.rows:
        yield from check_municipality(row, place, trunks, schedules)
    yield from check_loops(files)
