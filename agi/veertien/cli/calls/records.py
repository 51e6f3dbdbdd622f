"""`veertien records`: the call records in the database, to check, export, expire, forget and import."""

import json
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

import click

from veertien.archive import SPOOL_FILE, Spool
from veertien.archive.importing import LogReader
from veertien.archive.queries.exporting import csv_lines, json_lines
from veertien.archive.schema import METADATA
from veertien.cli._config import config_folder
from veertien.cli.calls._records import DAY, records_database, records_settings
from veertien.config import load_settings
from veertien.routing import AMSTERDAM
from veertien.service.archiving import expired_before
from veertien.wording import either

CALLS_AT_ONCE = 200
"""Calls that are imported in one transaction."""
_TABLES = tuple(sorted(METADATA.tables))
_CALLS = "call"


@click.group("records")
def command() -> None:
    """Check, export, expire, forget or import call records.

    They are kept where veertien.yaml has `records`. Run this as Veertien's user. Status 1 means that the database can't
    be used, 2 that the settings can't be or that what was asked for makes no sense.
    """


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_folder()
@click.pass_context
def check_command(ctx: click.Context, as_json: bool, config: Path) -> None:
    """See whether the database can be used; its tables are made, or brought up to date, where they aren't.

    Tells where it is, how many rows it has, and how much waits in the spool until the daemon can write it.
    """
    settings = records_settings(config)
    with records_database(ctx, settings) as database:
        database.prepare()
        rows = database.counts()
        found = {"database": database.address, "rows": rows, "spooled_bytes": Spool(settings.folder / SPOOL_FILE).size}
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{found['database']}: {', '.join(f'{count} rows in {name}' for name, count in rows.items())}.")
    click.echo(f"{found['spooled_bytes']} bytes wait in the spool.")


@command.command("step")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_folder()
@click.pass_context
def step_command(ctx: click.Context, as_json: bool, config: Path) -> None:
    """Tell the step that the tables are at and the one that this version wants; change nothing.

    A database of any version will do. Without tables its step is none.
    """
    with records_database(ctx, records_settings(config), read_only=True) as database:
        step, wanted, way_back = database.steps()
        found = {"database": database.address, "step": step, "wanted": wanted, "way_back": way_back}
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{found['database']} is at step {step or 'none'}, this version wants {wanted}.")


@command.command("back")
@click.argument("step")
@config_folder()
@click.pass_context
def back_command(ctx: click.Context, step: str, config: Path) -> None:
    """Bring the tables back to the STEP of an earlier version, which can use them then; `veertien upgrade --back` does.

    Rows stay, but for what an earlier version has no columns for.
    """
    with records_database(ctx, records_settings(config)) as database:
        database.go_back(step)
        click.echo(f"{database.address} is at step {step}.")


@command.command(
    "export",
    help=f"""Write the rows of TABLE to FILE, or to standard output, the oldest first.

    TABLE is {_CALLS} (the default), {either(name for name in _TABLES if name != _CALLS).english}.
    """,
)
@click.argument("table", metavar="[TABLE]", type=click.Choice(_TABLES), default=_CALLS)
@click.argument("file", metavar="[FILE]", type=click.File("w", encoding="utf-8"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line, in place of CSV.")
@click.option("--from", "first", type=DAY, metavar="DAY", help="The first day, Dutch time.  [default: all]")
@click.option("--until", "last", type=DAY, metavar="DAY", help="The last day.  [default: all]")
@config_folder()
@click.pass_context
def export_command(
    ctx: click.Context,
    table: str,
    file: IO[str],
    as_json: bool,
    first: datetime | None,
    last: datetime | None,
    config: Path,
) -> None:
    """Write a table's rows."""
    kind = METADATA.tables[table]
    with records_database(ctx, records_settings(config)) as database:
        lines = json_lines if as_json else csv_lines
        file.writelines(lines(kind.columns.keys(), database.rows(kind, *_period(first, last))))


@command.command("expire")
@config_folder()
@click.pass_context
def expire_command(ctx: click.Context, config: Path) -> None:
    """Delete the calls that are older than `days` in veertien.yaml, as the daemon does; what they add up to stays."""
    settings, count = records_settings(config), 0
    with records_database(ctx, settings) as database:
        while some := database.expire(expired_before(datetime.now(AMSTERDAM), settings.days)):
            count += some
    click.echo(f"Deleted {_calls(count)}.")


@command.command("forget")
@click.argument("call", required=False)
@click.option("--from", "first", type=DAY, metavar="DAY", help="The first day to forget, Dutch time.")
@click.option("--until", "last", type=DAY, metavar="DAY", help="The last day to forget.")
@config_folder()
@click.pass_context
def forget_command(
    ctx: click.Context, call: str | None, first: datetime | None, last: datetime | None, config: Path
) -> None:
    """Delete the call with the id CALL, or Asterisk's unique id, with its answers; or all that came in in a period.

    Counts of hours have nothing of a single call, and stay.
    """
    if (call is None) == (first is None or last is None):
        raise click.UsageError("Give either CALL, or --from and --until.")
    with records_database(ctx, records_settings(config)) as database:
        since, until = _period(first, last)
        count = database.forget(call) if call else database.forget_between(since, until) if since and until else 0
    click.echo(f"Deleted {_calls(count)}.")


@command.command("import")
@click.argument("log", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--node", metavar="NAME", help="The machine that wrote the log.  [default: `node`, or this one]")
@config_folder()
@click.pass_context
def import_command(ctx: click.Context, log: IO[str], node: str | None, config: Path) -> None:
    """Read calls from a daemon's log, JSON lines in the file LOG or on standard input: `journalctl -u veertien -o cat`.

    A call that is there already is left as it is.
    """
    reader, new = LogReader(node or load_settings(config, without_model=True).node), 0
    with records_database(ctx, records_settings(config)) as database:
        calls = reader.rows(log)
        while some := list(islice(calls, CALLS_AT_ONCE)):
            new += database.write([row for rows in some for row in rows])
    click.echo(f"Read {_calls(reader.calls)}; {new} rows are new.")
    if reader.unread:
        click.echo(f"{reader.unread} lines could not be read as calls.", err=True)


def _period(first: datetime | None, last: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Return the moments between which days lie, both included, in Dutch time."""
    since = first and first.replace(tzinfo=AMSTERDAM)
    return since, last and (last + timedelta(days=1)).replace(tzinfo=AMSTERDAM)


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count} calls"
