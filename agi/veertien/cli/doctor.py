"""`veertien doctor`: what is wrong with this installation, and what mends it."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path

import click

from veertien.cli._config import config_folder
from veertien.cli._language import language_by
from veertien.config import TablesFaultyError
from veertien.conversation import Language
from veertien.doctor.examining import findings_of
from veertien.doctor.finding import DoctorFinding, Urgency
from veertien.doctor.rows.folder import of_folder
from veertien.service.doctor.gathering import folders_of, installation_facts
from veertien.service.doctor.places import located
from veertien.wording import Wording

_NAMES = {
    Urgency.CRITICAL: Wording("kritiek", "critical"),
    Urgency.WARNING: Wording("waarschuwing", "warning"),
}
_NOTHING = Wording("Er is niets mis.", "Nothing is wrong.")


@click.command("doctor")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print {findings: [...]}, the texts in both languages.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool) -> None:
    """Look at this installation from all sides: the folder, Asterisk, and this machine.

    Prints each finding with its place, and below it what mends it; in Dutch where LANG is Dutch. It changes nothing.

    Ends with status 0 when nothing is wrong, 1 when there are warnings, 2 when calls are lost or go where they should
    not, or veertien.yaml can't be used.
    """
    try:
        facts = asyncio.run(installation_facts(config))
        found = located(findings_of(facts), folders_of(facts))
    except TablesFaultyError as error:
        # Without settings nothing else can be found.
        found = tuple(of_folder(error.faults))
    if as_json:
        click.echo(json.dumps({"findings": [finding.as_json() for finding in found]}))
    else:
        _print(found, language_by(os.environ))
    ctx.exit(max((finding.urgency for finding in found), default=0))


def _print(found: Sequence[DoctorFinding], language: Language) -> None:
    for finding in found:
        place = f"{finding.place}: " if finding.place else ""
        click.echo(f"{_NAMES[finding.urgency].of(language)}: {place}{finding.code}")
        click.echo(f"    {finding.sentence(language)}")
        click.echo(f"    {finding.cure(language)}")
    if not found:
        click.echo(_NOTHING.of(language))
