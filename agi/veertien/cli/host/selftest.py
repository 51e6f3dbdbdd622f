"""`veertien selftest`: one spoken call through the PBX that rings nobody."""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._language import language_by
from veertien.config import Settings, TablesFaultyError, load_settings, load_tables, national_data
from veertien.conversation import Language
from veertien.routing import Tables
from veertien.selftest.running import LineMissingError, SelfTest, run_self_test
from veertien.service.editions.kept_tables import KeptTables
from veertien.wording import Wording

_FAILED = 1
_WELL = Wording("goed: {what}", "well: {what}")
_BAD = Wording("fout: {code}: {sentence} {cure}", "failed: {code}: {sentence} {cure}")
_TAKEN = Wording(
    "{number}: {asked}doorverbonden via {endpoint}, in {seconds:.1f} s",
    "{number}: {asked}put through over {endpoint}, in {seconds:.1f} s",
)
_NOT_PLACED = Wording(
    "Er is geen oproep geplaatst, en over oproepen is daarmee niets bekend.",
    "No call was placed, and nothing is known of calls by that.",
)
_UNDERSTOOD = Wording("{said} verstaan, ", "{said} understood, ")


@click.command("selftest")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print {good, call, findings}, the texts in both languages.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool) -> None:
    """Place one call through the PBX, as a carrier's would go, to a test trunk that rings nobody.

    It dials the first 14-number that asks, listens, says a municipality, and is put through. Prints one line; in Dutch
    where LANG is Dutch. veertien.yaml needs `selftest`, a user of Asterisk's manager interface; docs/selftest.md. What
    is right it takes from the tables that the daemon keeps in $STATE_DIRECTORY as those in force, which its systemd
    unit sets; without these, from the folder.

    Ends with status 0 when all of that went well, 1 when not, 2 when no call can be placed from this folder, or it has
    faults.
    """
    try:
        ran = asyncio.run(run_self_test(*_in_force(config)))
    except TablesFaultyError as error:
        end = faults_end(error)
        click.echo(_NOT_PLACED.of(language_by(os.environ)), err=True)
        raise end from error
    except LineMissingError as error:
        raise click.UsageError(error.why.of(language_by(os.environ))) from error
    if as_json:
        findings = [finding.as_json() for finding in ran.findings]
        click.echo(json.dumps({"good": not ran.findings, "call": asdict(ran.tested), "findings": findings}))
    else:
        click.echo(_as_text(ran, language_by(os.environ)))
    if ran.findings:
        ctx.exit(_FAILED)


def _in_force(config: Path) -> tuple[Settings, Tables]:
    """Return what calls are served by: the copy that the daemon keeps, as the folder may be half edited."""
    try:
        kept = KeptTables.taken_from(os.environ, config).load()
    except (TablesFaultyError, OSError):
        return load_settings(config), load_tables(config, national_data(config).gazetteer)
    return kept.settings, kept.tables


def _as_text(ran: SelfTest, language: Language) -> str:
    if ran.findings:
        first = ran.findings[0]
        text = _BAD.of(language)
        return text.format(code=first.code, sentence=first.sentence(language), cure=first.cure(language))
    tested = ran.tested
    asked = _UNDERSTOOD.of(language).format(said=ran.expected.says) if ran.expected.says else ""
    what = _TAKEN.of(language).format(
        number=tested.number, asked=asked, endpoint=tested.endpoint, seconds=tested.taken_seconds or 0.0
    )
    return _WELL.of(language).format(what=what)
