"""`veertien check`: what is wrong in the configuration."""

import json
from pathlib import Path

import click

from veertien import gazetteer
from veertien.cli._config import config_folder
from veertien.routing import check_config

FAULTS = 1


@click.command("check")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print a list of {file, line, column, code, message}.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool) -> None:
    """Check the settings and the routing tables.

    Prints one line for each fault, FILE:LINE:COLUMN: CODE MESSAGE. Ends with status 0 when all is sound, 1 when there
    are faults, 2 when the folder can't be found.
    """
    faults = check_config(config, gazetteer.load())
    if as_json:
        names = ("file", "line", "column", "code", "message")
        click.echo(json.dumps([{name: getattr(fault, name) for name in names} for fault in faults]))
    else:
        for fault in faults:
            click.echo(str(fault))
    if not faults and not as_json:
        click.echo(f"{config}: no faults.")
    ctx.exit(FAULTS if faults else 0)
