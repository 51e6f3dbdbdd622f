"""Loads a config folder's tables into frozen values, or names everything that is wrong with them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from veertien.config.checks.caller_checks import check_callers
from veertien.config.checks.municipality_checks import check_municipality, check_together
from veertien.config.checks.number_checks import check_loops
from veertien.config.checks.pronunciation_checks import check_pronunciations
from veertien.config.checks.rule_checks import check_certain_changes, check_memory, check_rules
from veertien.config.checks.schedule_checks import check_schedules
from veertien.config.checks.trunk_checks import check_operator, check_operator_lines, check_trunks
from veertien.config.faults import Fault, FaultLog, TablesFaultyError
from veertien.config.folder_files import SETTINGS_FILE, check_names
from veertien.config.settings import Settings, read_settings
from veertien.config.settings.checks import all_nodes_read
from veertien.config.tables.building import build_tables
from veertien.config.tables.listed import Listed, resolve
from veertien.config.tables.table_files import TableFiles, read_table_files
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Finding, note
from veertien.config.yaml_files.validation import all_read
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
    settings, files, listed = _read_folder(documents, gazetteer, given, faults, to_serve=to_serve)
    if settings is None or len(faults):
        raise TablesFaultyError(tuple(faults))
    return Config(settings, build_tables(files, listed, gazetteer, settings.shares), files, listed)


def faults_without_country(documents: Documents, *, to_serve: bool) -> tuple[Fault, ...]:
    """Return what is wrong in a config folder whose national data can't be read; no name can be judged then.

    `to_serve` says that calls are to be served here.
    """
    faults = FaultLog()
    # So many that reading ended.
    with suppress(TablesFaultyError):
        _read_folder(documents, None, None, faults, to_serve=to_serve)
    return tuple(faults)


def _read_folder(
    documents: Documents, gazetteer: Gazetteer | None, given: Settings | None, faults: FaultLog, *, to_serve: bool
) -> tuple[Settings | None, TableFiles, tuple[Listed, ...]]:
    read = None if given else read_settings(documents, faults, lambda: gazetteer, to_serve=to_serve)
    check_names(documents.folder, documents.optional(SETTINGS_FILE, FaultLog()), faults)
    files, listed = _read_tables(documents, gazetteer, faults)
    settings = read.value if read else given
    # What was left out of the settings for a fault may be all that is missing here.
    if settings and settings.memory is None and (read is None or all_read(read.at(), Settings, "memory")):
        note(check_memory(files.rules), faults)
    if settings and settings.shares and (read is None or all_nodes_read(read)):
        note(check_operator_lines(files, settings.shares), faults)
    return settings, files, listed


def _read_tables(
    documents: Documents, gazetteer: Gazetteer | None, faults: FaultLog
) -> tuple[TableFiles, tuple[Listed, ...]]:
    """Read the tables; without national data nobody can tell who is listed."""
    files = read_table_files(documents, faults)
    note(_findings(files, gazetteer), faults)
    if gazetteer is None:
        return files, ()
    listed: list[Listed] = []
    for place, row in files.rows:
        found, findings = resolve(row, place, gazetteer)
        note(findings, faults)
        listed += [found] if found else []
    note(check_together(listed), faults)
    return files, tuple(listed)


def _findings(files: TableFiles, gazetteer: Gazetteer | None) -> Iterator[Finding]:
    """Yield what is wrong between the files, and within each beyond its model."""
    trunks, schedules = files.trunks.keys("trunks"), files.schedules.keys("schedules")
    yield from check_trunks(files.trunks)
    yield from check_operator(files.operator, trunks)
    yield from check_pronunciations(files.pronunciations)
    yield from check_schedules(files.schedules, trunks)
    yield from check_rules(files.rules, trunks)
    if gazetteer:
        yield from check_certain_changes(files.rules, gazetteer)
    yield from check_callers(files.callers)
    for place, row in files.rows:
        yield from check_municipality(row, place, trunks, schedules)
    yield from check_loops(files)
