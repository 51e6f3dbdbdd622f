"""`veertien upgrade`: brings this version into force in place of the one before, or that one back."""

from pathlib import Path

import click

from veertien.cli.host._plans import failures_told, show_plan, which_machine
from veertien.service.succession.orders import takes_orders
from veertien.setup.journal import Journal, opened_journal, read_journal
from veertien.setup.machine import Machine, SetupError, look
from veertien.setup.planning import TABLES_FOLDER
from veertien.setup.upgrade_run import carry_out, go_back
from veertien.setup.upgrading import Upgrade, returning, upgrade_of
from veertien.setup.versions import look_at_versions

_NOT_SET_UP = (
    f"There is no {TABLES_FOLDER}: nothing was set up on this machine, so there is nothing to upgrade; see `veertien "
    "setup`."
)


@click.command("upgrade")
@click.option(
    "--plan", "only_plan", is_flag=True, help="Print what changes and each step; change nothing, ask nothing."
)
@click.option("--yes", is_flag=True, help="Carry it out without asking.")
@click.option("--back", is_flag=True, help="Return to the version before.")
@which_machine("Upgrade")
@click.pass_context
def command(ctx: click.Context, only_plan: bool, yes: bool, back: bool, asterisk: str | None, root: Path) -> None:
    """Bring this version into force: /opt/veertien/NEW/bin/veertien upgrade.

    Says what changes in dialplan, unit, settings and database, and asks first. Copies what it changes, brings the
    database up to date, and has a daemon of this version take the place of the one that runs: no call is lost by it.
    Where a step fails, those before it are taken back. --back returns to the version before, with all records.

    Ends with status 0 when everything is done, 1 when something is in the way or failed, 2 for a wrong option.
    """
    machine = Machine(root)
    with failures_told(ctx, "upgrade"):
        if only_plan:
            journal = Journal(machine, read_journal(machine))
            _show(_back(journal, asterisk) if back else _planned(journal, asterisk))
            return
        with opened_journal(machine) as journal:
            upgrade = _back(journal, asterisk) if back else _planned(journal, asterisk)
            _show(upgrade)
            if not upgrade.says:
                return
            if not yes:
                click.confirm("Do this?", abort=True)
            (go_back if back else carry_out)(journal, upgrade)
            click.echo("Done." if back else "Done. `veertien upgrade --back` returns to the version before.")


def _planned(journal: Journal, asterisk: str | None) -> Upgrade:
    machine = journal.machine
    if not machine.at(TABLES_FOLDER).is_dir():
        raise SetupError(_NOT_SET_UP)
    found = look(machine, asterisk, journal.written())
    runs = takes_orders(machine.at(TABLES_FOLDER))
    upgrade = upgrade_of(found, look_at_versions(machine, found, daemon_runs=runs))
    if upgrade.plan.refusals:
        raise SetupError("\n".join(upgrade.plan.refusals))
    return upgrade


def _back(journal: Journal, asterisk: str | None) -> Upgrade:
    found = look(journal.machine, asterisk, journal.written())
    return returning(found, journal.upgrade(), daemon_runs=takes_orders(journal.machine.at(TABLES_FOLDER)))


def _show(upgrade: Upgrade) -> None:
    for line in upgrade.says:
        click.echo(line)
    show_plan(upgrade.plan, upgrade.live, quiet=bool(upgrade.says))
