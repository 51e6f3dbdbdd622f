"""`veertien drain`: the daemon takes no more calls, lets callers in the question finish, and ends."""

import time
from pathlib import Path

import click

from veertien.cli._config import config_folder
from veertien.service.succession.leaving import QUESTION_SECONDS
from veertien.service.succession.orders import DaemonOrder, NoDaemonError, give_order
from veertien.service.succession.processes import is_there

_STILL_THERE, _NOBODY_THERE = 1, 2
_ANSWER_SECONDS = 10.0
_MARGIN_SECONDS = 30.0
_LOOK_SECONDS = 0.2


@click.command("drain")
@config_folder()
@click.pass_context
def command(ctx: click.Context, config: Path) -> None:
    """Have the daemon take no more calls, let callers in the question finish, and end.

    Calls that come in from now on get the dialplan's fallback: have them sent to another PBX first. Calls that were
    put through go on. systemd does not start it again; `systemctl start veertien` does. To have another daemon in its
    place, use `veertien restart`. Run it as root or as Veertien's user. Ends with status 0 when it has ended, 1 when it
    has not after five minutes, 2 when no daemon runs.
    """
    try:
        answer = give_order(config, DaemonOrder.DRAIN, _ANSWER_SECONDS)
    except NoDaemonError as error:
        click.echo(f"{error}.", err=True)
        ctx.exit(_NOBODY_THERE)
    if "why" in answer:
        click.echo(f"Nothing was changed: {answer['why']}.", err=True)
        ctx.exit(_STILL_THERE)
    click.echo(f"No more calls are taken. Callers in the question, who finish: {answer['in_question']}.")
    ends_at = time.monotonic() + QUESTION_SECONDS + _MARGIN_SECONDS
    while is_there(answer["pid"]):
        if time.monotonic() > ends_at:
            click.echo("It has not ended; see its log, and end it with `systemctl stop veertien`.", err=True)
            ctx.exit(_STILL_THERE)
        time.sleep(_LOOK_SECONDS)
    click.echo("It has ended.")
