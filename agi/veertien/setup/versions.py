"""What is found of the version in force and of this one, by asking each of them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import veertien
from veertien.archive import database_url
from veertien.config import TablesFaultyError, load_settings
from veertien.setup.facts import Found
from veertien.setup.machine import Machine, SetupError
from veertien.setup.planning import PROGRAM_LINK, TABLES_FOLDER
from veertien.setup.upgrading import DatabaseFacts, UpgradeFacts, as_user

_SECONDS = 120
_Finding = tuple[str, str, str]


def look_at_versions(machine: Machine, found: Found, *, daemon_runs: bool) -> UpgradeFacts:
    """Return what an upgrade to this version has to know. Raises SetupError and OSError."""
    tables = machine.at(TABLES_FOLDER)
    link = found.program_link
    ours, theirs = [sys.executable, "-m", "veertien.cli"], [str(machine.link(PROGRAM_LINK) / "veertien")]
    if link and machine.at(f"{link}/veertien").exists():
        theirs = [str(machine.at(f"{link}/veertien"))]
    here, before = _findings(ours, tables), _findings(theirs, tables) or set()
    if here is None:
        raise SetupError(f"`veertien check --config {TABLES_FOLDER}` of this version failed; run it, and see why")
    new = sorted(here - before)
    keys, keys_before = _keys(ours), _keys(theirs) or _keys(ours)
    return UpgradeFacts(
        version=veertien.__version__,
        before=PurePosixPath(link).parent.name if link else None,
        faults=tuple(f"{place}: {text}" for severity, place, text in new if severity == "error"),
        warnings=tuple(f"{place}: {text}" for severity, place, text in new if severity != "error"),
        new_keys=tuple(sorted(keys - keys_before)),
        gone_keys=tuple(sorted(keys_before - keys)),
        database=_database(machine, found, ours),
        daemon_runs=daemon_runs,
    )


def _asked(command: Sequence[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout


def _findings(program: Sequence[str], tables: Path) -> set[_Finding] | None:
    try:
        said = json.loads(_asked([*program, "check", "--json", "--config", str(tables)]) or "")
    except ValueError:
        return None
    every = said["findings"] if isinstance(said, dict) else said
    return {(one.get("severity", "error"), Path(one["file"]).name, f"{one['code']} {one['message']}") for one in every}


def _keys(program: Sequence[str]) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        _asked([*program, "schema", "--into", folder])
        files = sorted(Path(folder).glob("*.json"))
        return {f"{file.stem}.yaml: {key}" for file in files for key in _properties(json.loads(file.read_text()))}


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for inner in schema.values():
            yield from _properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _properties(inner)


def _database(machine: Machine, found: Found, program: Sequence[str]) -> DatabaseFacts | None:
    tables = machine.at(TABLES_FOLDER)
    try:
        settings = load_settings(tables, without_model=True).records
    except TablesFaultyError:
        return None
    if settings is None:
        return None
    file = None if settings.url is not None else str(database_url(settings.folder, None, None).database)
    if file is not None and not Path(file).exists():
        return None
    # As Veertien's user: PostgreSQL may ask the system who it is, and lets in no root.
    own = as_user(found) if machine.is_this_one else ()
    command = [*own, *program, "records", "step", "--json", "--config", str(tables)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise SetupError(f"the call records gave no answer within {_SECONDS} seconds") from None
    if done.returncode:
        raise SetupError(f"the call records can't be looked at: {done.stderr.strip()}")
    said = json.loads(done.stdout)
    if said["step"] is None or said["wanted"] is None:
        return None
    return DatabaseFacts(said["database"], file, said["step"], said["wanted"], said["way_back"])
