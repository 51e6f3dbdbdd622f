"""`veertien dialplan`: whether a dialplan uses what came with a call where Asterisk evaluates it."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from veertien.asterisk.dialplan.check import UnsafeUse, check_dialplan
from veertien.cli._config import UNUSABLE
from veertien.config import shown_path

FINDINGS = 1


@click.command("dialplan")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a list of {file, line, column, code, message}.")
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Check dialplan files for text of callers where Asterisk evaluates it.

    Each FILE is an extensions.conf, or a part of one. An #include is not followed: name the file too. Prints one line
    for each finding, FILE:LINE:COLUMN: CODE MESSAGE.

    Ends with status 0 when there are none, 1 when there are, 2 when a file can't be read.
    """
    found: list[UnsafeUse] = []
    for file in files:
        try:
            text = file.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            click.echo(f"{shown_path(file)}: can't be read: {error.strerror}", err=True)
            ctx.exit(UNUSABLE)
        found += check_dialplan(text, shown_path(file))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found]))
    else:
        for finding in found:
            click.echo(str(finding))
        if not found:
            click.echo(f"{len(files)} file{'s' * (len(files) > 1)}: nothing of a caller's is evaluated.")
    ctx.exit(FINDINGS if found else 0)
