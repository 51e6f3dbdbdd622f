"""`veertien restart`: another daemon takes the place of the one that runs, and no call is lost by it."""

from pathlib import Path

import click

from veertien.cli._config import config_folder
from veertien.service.succession.orders import DaemonOrder, NoDaemonError, give_order
from veertien.service.succession.successor import READY_SECONDS

_NOT_REPLACED, _NOBODY_THERE = 1, 2
_MARGIN_SECONDS = 30.0


@click.command("restart")
@config_folder()
@click.pass_context
def command(ctx: click.Context, config: Path) -> None:
    """Have another daemon take the place of the one that runs, without a moment in which no calls are taken.

    For what a reload can't change: settings that need a restart, another version. Callers in the question finish with
    the daemon before, and calls that were put through go on. Run it as root or as Veertien's user. Ends with status 0
    when the new one serves, 1 when none could be made ready and the one before goes on, 2 when no daemon runs.
    """
    try:
        answer = give_order(config, DaemonOrder.HAND_OVER, READY_SECONDS + _MARGIN_SECONDS)
    except NoDaemonError as error:
        click.echo(f"{error}; `systemctl start veertien` starts one.", err=True)
        ctx.exit(_NOBODY_THERE)
    if "why" in answer:
        click.echo(f"Nothing was changed, the daemon goes on: {answer['why']}.", err=True)
        ctx.exit(_NOT_REPLACED)
    click.echo(f"Process {answer['pid']} takes calls. The one before keeps its {answer['calls']} calls to their end.")
