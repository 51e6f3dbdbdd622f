"""`veertien check`: what is wrong in the configuration, and what it would change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien import gazetteer
from veertien.cli._config import config_folder, faults_end
from veertien.cli._differences import as_json as differences_as_json
from veertien.cli._differences import as_lines
from veertien.cli._moment import moment
from veertien.gazetteer import Gazetteer
from veertien.routing import Fault, NumberChange, Tables, TablesFaulty, check_config, compare, load_tables
from veertien.routing.comparison import every_number

FAULTS = 1


@dataclass(frozen=True, slots=True)
class _Findings:
    """Faults, or else warnings; and what is routed differently, when that was asked for and there are no faults.

    `compared` counts the numbers looked at.
    """

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    changes: tuple[NumberChange, ...] | None = None
    compared: int = 0


@click.command("check")
@config_folder()
@click.option(
    "--diff",
    "old",
    metavar="OLD_DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also tell which numbers are routed otherwise than by the tables in OLD_DIR.",
)
@moment("With --diff: when the calls come in.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of {file, line, column, code, message, severity}.")
@click.pass_context
def command(ctx: click.Context, config: Path, old: Path | None, now: datetime, as_json: bool) -> None:
    """Check the settings and the routing tables.

    Prints one line for each fault, FILE:LINE:COLUMN: CODE MESSAGE. Where there is none, prints warnings in the same
    form, of names that sound alike and of pronunciations that nothing uses; and with --diff, what OLD_DIR routes
    otherwise. With --diff, --json prints an object: findings, the list, and at and differences, null when there are
    faults.

    Ends with status 0 when there are no faults, whatever is different; 1 when there are; 2 when a folder can't be
    found or the tables in OLD_DIR have faults.
    """
    if old is None and ctx.get_parameter_source("now") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--at goes with --diff.")
    found = _look(config, old, now)
    if as_json:
        click.echo(json.dumps(_as_json(found, None if old is None else now)))
    else:
        _print(found, config, now)
    ctx.exit(FAULTS if found.faults else 0)


def _look(config: Path, old: Path | None, now: datetime) -> _Findings:
    names = gazetteer.load()
    before = None if old is None else _loaded(old, names)
    faults = check_config(config, names)
    if faults:
        return _Findings(faults)
    tables = load_tables(config, names)
    found = _Findings((), _warnings(config, tables, names))
    if before is None:
        return found
    return replace(found, changes=compare(before, tables, now), compared=len(every_number(before, tables)))


def _loaded(folder: Path, names: Gazetteer) -> Tables:
    try:
        return load_tables(folder, names)
    except TablesFaulty as error:
        raise faults_end(error) from None


def _print(found: _Findings, config: Path, now: datetime) -> None:
    for one in (*found.faults, *found.warnings):
        click.echo(str(one))
    if found.faults:
        return
    if found.changes is not None:
        for line in as_lines(found.changes, found.compared, now):
            click.echo(line)
    count = len(found.warnings)
    click.echo(f"{config}: no faults{f', {count} warning' + 's' * (count > 1) if count else ''}.")


def _as_json(found: _Findings, now: datetime | None) -> Any:
    fields = ("file", "line", "column", "code", "message", "severity")
    listed: Sequence[dict[str, Any]] = [
        {field: getattr(one, field) for field in fields} for one in (*found.faults, *found.warnings)
    ]
    if now is None:
        return listed
    differences = None if found.changes is None else differences_as_json(found.changes, now)
    return {"findings": listed, "at": now.isoformat(), "differences": differences}


def _warnings(config: Path, tables: Tables, names: Gazetteer) -> tuple[Fault, ...]:
    # Loaded here: a folder with faults needs no pronunciations, and they take longer to load than to check it.
    from veertien.cli._warnings import warnings_of

    return warnings_of(config, tables, names)
