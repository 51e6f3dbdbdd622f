"""`veertien route`: what would happen to a call, without Asterisk."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien import gazetteer
from veertien.cli._config import config_folder, faults_end
from veertien.cli._moment import moment
from veertien.numbering import parse_caller
from veertien.routing import (
    Call,
    Decision,
    MunicipalityEntry,
    Outcome,
    Tables,
    TablesFaulty,
    answered,
    load_settings,
    load_tables,
    offer,
)

REFUSED = 1


@click.command("route")
@click.argument("number")
@config_folder()
@click.option("--caller", metavar="N", help="The caller's number; left out, it is withheld.")
@moment("When the call comes in.")
@click.option("--say", metavar="TEXT", help="What the caller says when asked for the municipality.")
@click.option("--wav", metavar="FILE", type=click.Path(path_type=Path), help="A recording of what the caller says.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as one JSON object.")
@click.pass_context
def command(
    ctx: click.Context,
    number: str,
    config: Path,
    caller: str | None,
    now: datetime,
    say: str | None,
    wav: Path | None,
    as_json: bool,
) -> None:
    """Tell what would become of a call to NUMBER, with every trunk up.

    NUMBER is a 14-number or the national number in any form that a trunk may send, such as 140229, 0031140229 or
    "14 0229". Ends with status 0
    when the call is decided, 1 when its number is refused, 2 when the tables, the recording or, with --wav, the
    settings can't be used.
    """
    if say is not None and wav is not None:
        raise click.UsageError("--say and --wav both give the answer; leave one of them out.")
    names = gazetteer.load()
    try:
        tables = load_tables(config, names)
        model = load_settings(config).acoustic_model if wav is not None else None
    except TablesFaulty as error:
        raise faults_end(error) from None
    call = Call(number.replace(" ", ""), parse_caller(caller, None if caller else "prohib"))
    if wav is not None:
        decision = _after_recording(tables, call, wav, now, model)
    elif say is not None:
        decision = answered(tables, call, say, names, now, {})
    else:
        decision = offer(tables, call, now, {})
    click.echo(
        json.dumps(decision_as_json(decision, now)) if as_json else _as_text(decision, _announced(decision, now))
    )
    ctx.exit(REFUSED if decision.outcome is Outcome.REFUSED else 0)


def _after_recording(tables: Tables, call: Call, wav: Path, now: datetime, model: Path | None) -> Decision:
    # Loaded here: a recogniser takes longer to import than all other ways to decide take to run.
    from veertien.cli._hearing import after_recording

    try:
        return after_recording(tables, call, wav, now, model)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _announced(decision: Decision, now: datetime) -> str | None:
    """Return the words the caller hears before the decision is carried out."""
    if decision.notice is None:
        return None
    # Loaded here: most calls are put through without a word.
    from veertien.prompts import announcements_of, load_catalogue

    catalogue = load_catalogue()
    return " ".join(catalogue.text_of(said) for said in announcements_of(decision.notice, now))


def decision_as_json(decision: Decision, now: datetime) -> dict[str, Any]:
    """Return a decision as `veertien route --json` prints it."""
    announced = _announced(decision, now)
    return {
        "dialled": decision.dialled,
        "area_code": decision.area_code,
        "outcome": decision.outcome,
        "candidates": [_municipality(entry) for entry in decision.candidates],
        "municipality": _municipality(decision.municipality) if decision.municipality else None,
        "destinations": [
            {"trunk": destination.trunk.key, "number": destination.number} for destination in decision.destinations
        ],
        "reason": decision.reason,
        "announced": {"kind": decision.notice.kind, "text": announced} if decision.notice else None,
    }


def _municipality(entry: MunicipalityEntry) -> dict[str, str]:
    return {"code": entry.code, "name": entry.name}


def _as_text(decision: Decision, announced: str | None) -> str:
    lines = [f"outcome       {decision.outcome}", f"reason        {decision.reason}"]
    if decision.outcome is not Outcome.REFUSED:
        lines.insert(0, f"dialled       {decision.dialled}")
    if announced:
        lines.append(f"announced     {announced}")
    if decision.candidates:
        lines.append(f"candidates    {', '.join(entry.name for entry in decision.candidates)}")
    if decision.municipality:
        lines.append(f"municipality  {decision.municipality.name} ({decision.municipality.code})")
    for number, destination in enumerate(decision.destinations, 1):
        lines.append(f"{number}.            {destination.number} on trunk {destination.trunk.key}")
    return "\n".join(lines)
