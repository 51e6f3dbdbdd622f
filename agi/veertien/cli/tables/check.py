"""`veertien check`: what is wrong in the configuration, and what it would change."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import country_for
from veertien.cli._language import language_by, say
from veertien.cli._moment import days, moment
from veertien.cli.tables._differences import Difference, as_lines
from veertien.cli.tables._differences import as_json as differences_as_json
from veertien.config import (
    Asking,
    Fault,
    Faulty,
    Severity,
    SoundsAlike,
    TablesFaultyError,
    check,
    load_calls,
    national_data,
)
from veertien.gazetteer import Gazetteer
from veertien.routing import AMSTERDAM, Tables, compare, compare_rules
from veertien.routing.comparison import every_number
from veertien.wording import Wording

if TYPE_CHECKING:
    # Most checks need no database.
    from veertien.cli.tables._replay import Replayed

FAULTS = 1


@dataclass(frozen=True, slots=True)
class _Findings:
    """Faults, or else warnings and notes; and what is different, when that was asked for and there are no faults."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    difference: Difference | None = None
    replayed: "Replayed | None" = None
    """What recorded calls come to by either, when that was asked for."""


@click.command("check")
@config_folder()
@click.option(
    "--diff",
    "old",
    metavar="OLD_DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also list which numbers are routed otherwise than by the tables in OLD_DIR.",
)
@click.option("--sounds-alike", "every_pair", is_flag=True, help="List each pair of names that sound alike.")
@moment("With --diff: when the calls come in.")
@click.option(
    "--calls",
    "past_days",
    metavar="DAYS",
    callback=days,
    help="With --diff: also send the calls of so many days (30d) through both, from the call records.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings, in both languages.")
@click.pass_context
def command(
    ctx: click.Context,
    config: Path,
    old: Path | None,
    every_pair: bool,
    now: datetime,
    past_days: int | None,
    as_json: bool,
) -> None:
    """Check the settings, the routing tables, and how callers are asked.

    Prints one line for each fault, FILE:LINE:COLUMN: CODE MESSAGE, in Dutch where LANG is Dutch. Where there is none,
    prints warnings in the same form, of names that sound alike (summed up, without --sounds-alike, where several pairs
    do) and of what is written but does nothing, and notes of numbers in texts that are said otherwise than written; and
    with --diff, what OLD_DIR routes otherwise, and which rules and questions are.

    --json prints a list of {file, line, column, code, message, message_nl, severity}. With --diff it prints an object:
    findings, that list, and at, differences, renamed, rules and asking, the last four null when there are faults; with
    --calls, also replay.

    --calls reads the call records that OLD_DIR's veertien.yaml names, and changes nothing there.

    Ends with status 0 when there are no faults, whatever is different; 1 when there are, or the call records can't be
    read; 2 when a folder can't be found or the tables in OLD_DIR have faults.
    """
    if old is None and ctx.get_parameter_source("now") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--at goes with --diff.")
    if old is None and past_days is not None:
        raise click.UsageError("--calls goes with --diff.")
    found = _look(config, old, now)
    if old is not None and past_days is not None and found.difference is not None:
        found = replace(found, replayed=_replayed(ctx, old, found.difference, past_days, country_for(config)))
    if as_json:
        click.echo(json.dumps(_as_json(found, None if old is None else now)))
    else:
        _print(found, config, now, every_pair=every_pair)
    ctx.exit(FAULTS if found.faults else 0)


def _look(config: Path, old: Path | None, now: datetime) -> _Findings:
    before = None if old is None else _loaded(old)
    # Not by --at: what is over only then does something until then.
    found = check(config, None, datetime.now(AMSTERDAM))
    if isinstance(found, Faulty):
        return _Findings(found.faults)
    if before is None:
        return _Findings((), found.warnings, found.notes)
    old_tables, _ = before
    changes, compared = compare(old_tables, found.tables, now), len(every_number(old_tables, found.tables))
    rules = compare_rules(old_tables, found.tables)
    different = Difference(changes, compared, rules, before, (found.tables, found.asking))
    return _Findings((), found.warnings, found.notes, different)


def _replayed(ctx: click.Context, old: Path, difference: Difference, past_days: int, country: Gazetteer) -> "Replayed":
    from veertien.cli.calls._records import records_database, records_settings
    from veertien.cli.tables._replay import Replayed
    from veertien.rehearsal.past_calls import past_calls
    from veertien.rehearsal.replay import Replay
    from veertien.rehearsal.replayed import summed

    until = datetime.now(AMSTERDAM)
    since = until - timedelta(days=past_days)
    sides = ((tables, asking.policy) for tables, asking in (difference.old, difference.new))
    replay = Replay(*sides)
    with records_database(ctx, records_settings(old), read_only=True) as database:
        found = database.read(lambda connection: summed(map(replay.of, past_calls(connection, since, until))))
    return Replayed(since, until, found, country.municipality_names)


def _loaded(folder: Path) -> tuple[Tables, Asking]:
    try:
        return load_calls(folder, national_data(folder).gazetteer)
    except TablesFaultyError as error:
        raise faults_end(error) from None


def _print(found: _Findings, config: Path, now: datetime, *, every_pair: bool) -> None:
    pairs = sum(one.code == SoundsAlike.code for one in found.warnings)
    language = language_by(os.environ)
    # The villages of one region have dozens, and would hide what can be mended.
    sum_up = pairs > 1 and not every_pair
    for one in (*found.faults, *found.warnings, *found.notes):
        if not (sum_up and one.code == SoundsAlike.code):
            click.echo(one.in_language(language))
    if sum_up:
        click.echo(f"{config}: {SoundsAlike.code} {_pairs(pairs).of(language)}")
    if found.faults:
        return
    if found.difference is not None:
        for line in as_lines(found.difference, now):
            say(line)
    if found.replayed is not None:
        from veertien.cli.tables._replay import as_lines as replay_as_lines

        for line in replay_as_lines(found.replayed):
            say(line)
    count = sum(one.severity is Severity.WARNING for one in found.warnings)
    click.echo(f"{config}: {_no_faults(count).of(language)}")


def _pairs(count: int) -> Wording:
    return Wording(
        f"waarschuwing: {count} paren van namen klinken gelijk; meestal is er niets te doen; --sounds-alike noemt ze",
        f"warning: {count} pairs of names sound alike; mostly nothing need be done; --sounds-alike lists them",
    )


def _no_faults(warnings: int) -> Wording:
    match warnings:
        case 0:
            return Wording("geen fouten.", "no faults.")
        case 1:
            return Wording("geen fouten, 1 waarschuwing.", "no faults, 1 warning.")
    return Wording(f"geen fouten, {warnings} waarschuwingen.", f"no faults, {warnings} warnings.")


def _as_json(found: _Findings, now: datetime | None) -> Any:
    fields = ("file", "line", "column", "code", "message", "message_nl", "severity")
    listed: Sequence[dict[str, Any]] = [
        {field: getattr(one, field) for field in fields} for one in (*found.faults, *found.warnings, *found.notes)
    ]
    if now is None:
        return listed
    nothing = {"differences": None, "renamed": None, "rules": None, "asking": None}
    changes = differences_as_json(found.difference, now) if found.difference else nothing
    replayed = {}
    if found.replayed is not None:
        from veertien.cli.tables._replay import as_json as replay_as_json

        replayed = {"replay": replay_as_json(found.replayed)}
    return {"findings": listed, "at": now.isoformat(), **changes, **replayed}
