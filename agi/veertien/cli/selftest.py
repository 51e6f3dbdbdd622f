"""`veertien selftest`: one spoken call through the PBX that rings nobody."""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._language import language_by
from veertien.config import TablesFaultyError
from veertien.conversation import Language
from veertien.selftest.running import LineMissingError, SelfTest, run_self_test
from veertien.wording import Wording

_FAILED = 1
_WELL = Wording("goed: {what}", "well: {what}")
_BAD = Wording("fout: {code}: {sentence} {cure}", "failed: {code}: {sentence} {cure}")
_TAKEN = Wording(
    "{number}: {asked}doorverbonden via {endpoint}, in {seconds:.1f} s",
    "{number}: {asked}put through over {endpoint}, in {seconds:.1f} s",
)
_UNDERSTOOD = Wording("{said} verstaan, ", "{said} understood, ")


@click.command("selftest")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print {good, call, findings}, the texts in both languages.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool) -> None:
    """Place one call through the PBX, as a carrier's would go, to a test trunk that rings nobody.

    It dials the first 14-number that asks, listens, says a municipality, and is put through. Prints one line; in Dutch
    where LANG is Dutch. veertien.yaml needs `selftest`, a user of Asterisk's manager interface; docs/selftest.md.

    Ends with status 0 when all of that went well, 1 when not, 2 when no call can be placed from this folder.
    """
    try:
        ran = asyncio.run(run_self_test(config))
    except TablesFaultyError as error:
        raise faults_end(error) from error
    except LineMissingError as error:
        raise click.UsageError(error.why.of(language_by(os.environ))) from error
    if as_json:
        findings = [finding.as_json() for finding in ran.findings]
        click.echo(json.dumps({"good": not ran.findings, "call": asdict(ran.tested), "findings": findings}))
    else:
        click.echo(_as_text(ran, language_by(os.environ)))
    if ran.findings:
        ctx.exit(_FAILED)


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
