"""`veertien check`: what is wrong in the configuration."""

import json
from pathlib import Path

import click

from veertien import gazetteer
from veertien.cli._config import config_folder
from veertien.routing import Fault, check_config, load_tables

FAULTS = 1


@click.command("check")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print a list of {file, line, column, code, message, severity}.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool) -> None:
    """Check the settings and the routing tables.

    Prints one line for each fault, FILE:LINE:COLUMN: CODE MESSAGE. Where there is none, prints warnings in the same
    form, of names that sound alike and of pronunciations that nothing uses. Ends with status 0 when there are no
    faults, 1 when there are, 2 when the folder can't be found.
    """
    names = gazetteer.load()
    faults = check_config(config, names)
    found = faults or _warnings(config, names)
    if as_json:
        fields = ("file", "line", "column", "code", "message", "severity")
        click.echo(json.dumps([{field: getattr(one, field) for field in fields} for one in found]))
    else:
        for one in found:
            click.echo(str(one))
    if not faults and not as_json:
        warnings = f", {len(found)} warning{'s' * (len(found) > 1)}" if found else ""
        click.echo(f"{config}: no faults{warnings}.")
    ctx.exit(FAULTS if faults else 0)


def _warnings(config: Path, names: gazetteer.Gazetteer) -> tuple[Fault, ...]:
    # Loaded here: a folder with faults needs no pronunciations, and they take longer to load than to check it.
    from veertien.cli._warnings import warnings_of

    return warnings_of(config, load_tables(config, names), names)
