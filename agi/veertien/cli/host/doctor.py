"""`veertien doctor`: what is wrong with this installation, and what mends it."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from veertien.cli._config import config_folder
from veertien.cli._language import language_by
from veertien.config import TablesFaultyError
from veertien.conversation import Language
from veertien.doctor.examining import findings_of
from veertien.doctor.finding import DoctorFinding, Urgency
from veertien.doctor.rows.folder import of_folder
from veertien.doctor.rows.measured import MeasuredSpeed, of_measured
from veertien.selftest.measuring import measure
from veertien.selftest.running import LineMissingError, SelfTest, call_each
from veertien.service.doctor.gathering import folders_of, installation_facts
from veertien.service.doctor.places import located
from veertien.wording import Wording

_NAMES = {
    Urgency.CRITICAL: Wording("kritiek", "critical"),
    Urgency.WARNING: Wording("waarschuwing", "warning"),
}
_BEGUN = Wording(
    "Testoproepen naar {numbers} nummer(s), dat duurt zo'n {seconds} s.",
    "Test calls to {numbers} number(s), which takes some {seconds} s.",
)
_MEASURED = Wording(
    "{milliseconds} ms van een rekenkern per antwoord ({area_code}, {choices} keuzen): {served} bellers tegelijk in de "
    "vraag; bij volle trunks {promised}.",
    "{milliseconds} ms of a core for an answer ({area_code}, {choices} choices): {served} callers in the question at "
    "once; with full trunks {promised}.",
)
_NOT_MEASURED = Wording("Niet gemeten: de tabellen hebben een fout.", "Not measured: the tables have a fault.")
_NOT_CALLED = Wording("Niet gebeld: de tabellen hebben een fout.", "Not called: the tables have a fault.")
_HEARS = Wording("hoort “{words}”", "hears “{words}”")
_SAYS = Wording("zegt “{words}”", "says “{words}”")
_THROUGH = Wording(
    "wordt doorverbonden: {name}, via {endpoint} ({state})", "is put through: {name}, over {endpoint} ({state})"
)
_NOT_THROUGH = Wording("wordt niet doorverbonden ({outcome})", "is not put through ({outcome})")
_NOTHING = Wording("Er is niets mis.", "Nothing is wrong.")


@click.command("doctor")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print {findings: [...]}, the texts in both languages.")
@click.option("--call", "calls", is_flag=True, help="Also call each number of the tables, by calls that ring nobody.")
@click.option("--measure", "measures", is_flag=True, help="Also measure how many callers this machine can serve.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool, calls: bool, measures: bool) -> None:
    """Look at this installation from all sides: the folder, Asterisk, and this machine.

    Prints each finding with its place, and below it what mends it; in Dutch where LANG is Dutch. It changes nothing.

    With --call it tells of each number what a caller hears and where the call is put through; docs/selftest.md says
    what that needs.

    With --measure it recognises an answer for two seconds, and sets what these cores serve beside what trunks.yaml
    promises.

    Ends with status 0 when nothing is wrong, 1 when there are warnings, 2 when calls are lost or go where they should
    not, or veertien.yaml can't be used.
    """
    language = language_by(os.environ)
    placed: tuple[SelfTest, ...] = ()
    measured: MeasuredSpeed | None = None
    try:
        facts = asyncio.run(installation_facts(config))
        found = located(findings_of(facts), folders_of(facts))
        # Before the calls, which would be measured as well.
        measured = measure(config) if measures and not facts.faults else None
        placed = _called(config, language) if calls and not facts.faults else ()
    except TablesFaultyError as error:
        # Without settings nothing else can be found.
        found = tuple(of_folder(error.faults))
    if measures and measured is None:
        click.echo(_NOT_MEASURED.of(language), err=True)
    if calls and not placed:
        click.echo(_NOT_CALLED.of(language), err=True)
    found = (*found, *(of_measured(measured) if measured else ()), *(one for call in placed for one in call.findings))
    if as_json:
        said: dict[str, object] = {"findings": [finding.as_json() for finding in found]}
        said |= {"calls": [_as_json(call) for call in placed]} if calls else {}
        said |= {"measured": measured and asdict(measured) | {"served": measured.served}} if measures else {}
        click.echo(json.dumps(said))
    else:
        if measured:
            fields = asdict(measured) | {"served": measured.served, "milliseconds": round(measured.seconds * 1000)}
            click.echo(_MEASURED.of(language).format(**fields))
        for call in placed:
            click.echo(_described(call, language))
        _print(found, language)
    ctx.exit(max((finding.urgency for finding in found), default=0))


def _called(config: Path, language: Language) -> tuple[SelfTest, ...]:
    def begin(numbers: int, seconds: float) -> None:
        click.echo(_BEGUN.of(language).format(numbers=numbers, seconds=round(seconds)), err=True)

    try:
        return asyncio.run(call_each(config, begin))
    except LineMissingError as error:
        raise click.UsageError(error.why.of(language)) from error


def _described(call: SelfTest, language: Language) -> str:
    tested, expected = call.tested, call.expected
    parts = [_HEARS.of(language).format(words=call.heard)] if call.heard else []
    parts += [_SAYS.of(language).format(words=", ".join(tested.said))] if tested.said else []
    if tested.taken_seconds is None:
        parts.append(_NOT_THROUGH.of(language).format(outcome=(tested.record or {}).get("outcome", "-")))
    else:
        entry = expected.decision.municipality
        parts.append(
            _THROUGH.of(language).format(
                name=entry.name if entry else expected.decision.outcome, endpoint=tested.endpoint, state=call.state
            )
        )
    return f"{tested.number}: {'; '.join(parts)}"


def _as_json(call: SelfTest) -> dict[str, object]:
    return asdict(call.tested) | {"words": call.heard, "endpoint_state": call.state}


def _print(found: Sequence[DoctorFinding], language: Language) -> None:
    for finding in found:
        place = f"{finding.place}: " if finding.place else ""
        click.echo(f"{_NAMES[finding.urgency].of(language)}: {place}{finding.code}")
        click.echo(f"    {finding.sentence(language)}")
        click.echo(f"    {finding.cure(language)}")
    if not found:
        click.echo(_NOTHING.of(language))
