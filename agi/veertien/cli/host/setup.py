"""`veertien setup`: puts Veertien on this PBX, shows before what it does, and takes it away again."""

import os
from pathlib import Path

import click

from veertien.cli._language import language_by
from veertien.cli.host._plans import FAILED, failures_told, show_plan, which_machine
from veertien.config import TablesFaultyError, load_answers
from veertien.setup.facts import Fallback
from veertien.setup.journal import Journal, opened_journal, read_journal
from veertien.setup.machine import Machine, SetupError, look
from veertien.setup.pbx_files import endpoints, fallback_in
from veertien.setup.planning import plan_of
from veertien.setup.steps import Plan


@click.command("setup")
@click.option("--plan", "only_plan", is_flag=True, help="Print the plan and each change; change nothing, ask nothing.")
@click.option("--yes", is_flag=True, help="Carry the plan out without asking.")
@click.option("--undo", is_flag=True, help="Bring back what was there before the first setup.")
@click.option(
    "--answers",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML with `fallback: {endpoint: ..., number: ...}`, and `contact: sip:...` where its endpoint is new.",
)
@click.option("--selftest", is_flag=True, help="Also make what self-tests need: a user that may place calls, a timer.")
@which_machine("Set up")
@click.pass_context
def command(
    ctx: click.Context,
    only_plan: bool,
    yes: bool,
    undo: bool,
    answers: Path | None,
    selftest: bool,
    asterisk: str | None,
    root: Path,
) -> None:
    """Put Veertien on this PBX: user, dialplan, manager's user, example tables, unit, and the fallback.

    Shows what it will do and asks first. Run again it does what is missing, or nothing. What you changed is never
    overwritten: in Asterisk's files the lines between `veertien setup: begin` and `end` are setup's, all others yours.
    With FreePBX only its _custom files are changed.

    Ends with status 0 when everything is done, 1 when something is in the way or failed, 2 for a wrong option.
    """
    machine = Machine(root)
    with failures_told(ctx, "setup"):
        if only_plan:
            show_plan(
                _planned(machine, Journal(machine, read_journal(machine)), answers, asterisk, selftest, ask=False)
            )
            return
        with opened_journal(machine) as journal:
            if undo:
                _undo(ctx, journal)
            else:
                _set_up(journal, answers, asterisk, selftest, yes=yes)


def _set_up(journal: Journal, answers: Path | None, asterisk: str | None, selftest: bool, *, yes: bool) -> None:
    plan = _planned(journal.machine, journal, answers, asterisk, selftest, ask=not yes and answers is None)
    show_plan(plan)
    if not plan.steps:
        return
    if not yes:
        click.confirm("Do this?", abort=True)
    journal.carry_out(plan)
    click.echo("Done. `veertien setup --undo` takes it back.")
    if journal.not_given:
        click.echo("Left to root, in the image:")
        for one in journal.not_given:
            click.echo(f"  {one}")


def _undo(ctx: click.Context, journal: Journal) -> None:
    there = bool(journal.entries)
    kept = journal.undo()
    for one in kept:
        click.echo(one, err=True)
    if kept:
        ctx.exit(FAILED)
    click.echo("Everything is as it was before setup." if there else "Nothing to undo.")


def _planned(
    machine: Machine, journal: Journal, answers: Path | None, asterisk: str | None, selftest: bool, *, ask: bool
) -> Plan:
    found = look(machine, asterisk, journal.written())
    fallback = _answered(answers) if answers else None
    if fallback is None and ask and fallback_in(found.asterisk_files) is None:
        known = ", ".join(sorted(name for name, dialled in endpoints(found.asterisk_files).items() if dialled))
        click.echo("Where shall a call go that nobody else can take? It must be a person who always answers.")
        click.echo(f"Endpoints of pjsip.conf that can be dialled: {known or 'none'}")
        endpoint = click.prompt("Endpoint of the fallback")
        number = click.prompt("Number to dial there")
        contact = None
        if endpoint not in endpoints(found.asterisk_files):
            contact = click.prompt("Its SIP address, sip:192.0.2.20:5060; empty: pjsip.conf has it", default="") or None
        fallback = Fallback(endpoint.strip(), number.strip(), contact)
    plan = plan_of(found, fallback, self_test=selftest)
    if plan.refusals:
        raise SetupError("\n".join(plan.refusals))
    return plan


def _answered(path: Path) -> Fallback | None:
    try:
        fallback = load_answers(path).fallback
    except TablesFaultyError as error:
        language = language_by(os.environ)
        raise SetupError("\n".join(fault.in_language(language) for fault in error.faults)) from None
    return Fallback(fallback.endpoint, fallback.number, fallback.contact) if fallback else None
