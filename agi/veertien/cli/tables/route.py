"""`veertien route`: what would happen to a call, without Asterisk."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veertien.callflow import Recall
from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import country_for
from veertien.cli._moment import moment
from veertien.cli.speech._ears import ears_as_json
from veertien.cli.tables._destinations import described
from veertien.config import Asking, TablesFaultyError, load_calls, load_settings, shown
from veertien.conversation import Language
from veertien.numbering import CallerEntry, parse_caller
from veertien.prompts import announcements_of
from veertien.rehearsal import MemoryUnreadableError, Recorded, Said, rehearse, remembered
from veertien.routing import (
    Call,
    Decision,
    MunicipalityEntry,
    Outcome,
    Rate,
    Remembered,
    Tables,
    TrunkState,
    TrunkStates,
    shares_of,
)

if TYPE_CHECKING:
    from veertien.rehearsal.recording import Judged

_REFUSED = 1


@click.command("route")
@click.argument("number")
@config_folder()
@click.option("--caller", metavar="N", help="The caller's number; left out, it is withheld.")
@moment("When the call comes in.")
@click.option("--down", metavar="TRUNK", multiple=True, help="A trunk, by its key, that is down; may be repeated.")
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
    down: Sequence[str],
    say: str | None,
    wav: Path | None,
    as_json: bool,
) -> None:
    """Show what would become of a call to NUMBER, with every trunk up that isn't given as --down.

    NUMBER is a 14-number or the national number in any form that a trunk may send, such as 140229, 0031140229 or
    "14 0229". Ends with status 0 when the call is decided, 1 when its number is refused or its caller is blocked, 2
    when there is no such trunk, or the tables, the recording or, with --wav, the settings can't be used.
    """
    if say is not None and wav is not None:
        raise click.UsageError("--say and --wav both give the answer; leave one of them out.")
    names = country_for(config)
    try:
        tables, asking = load_calls(config, names)
        answer = _answer(config, say, wav)
    except TablesFaultyError as error:
        raise faults_end(error) from None
    call = Call(number.replace(" ", ""), parse_caller(caller, None if caller else "prohib"))

    def recall(wanted: Recall) -> Remembered | None:
        try:
            return remembered(config, wanted)
        except MemoryUnreadableError as error:
            click.echo(f"{error}; decided without it.", err=True)
            return None

    try:
        rehearsed = rehearse(tables, asking, names, call, now, _states(tables, down), answer, recall)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    first, decision, hinted, rate = rehearsed.first, rehearsed.decision, rehearsed.likelier, rehearsed.rate
    words = " ".join(asking.words[prompt.language].text_of(prompt) for prompt in rehearsed.prompts) or None
    fields = decision_as_json(decision, now, asking) | _hinted(first, hinted)
    fields |= {
        "question": words,
        "heard": rehearsed.heard and _heard_as_json(rehearsed.heard),
        "rate": rate and asdict(rate),
    }
    click.echo(json.dumps(fields) if as_json else _as_text(first, decision, hinted, fields["announced"], words, rate))
    ctx.exit(_REFUSED if decision.outcome is Outcome.REFUSED else 0)


def _answer(config: Path, say: str | None, wav: Path | None) -> Said | Recorded | None:
    """Return what the caller says; a recording is heard by the models of veertien.yaml. Raises TablesFaultyError."""
    if wav is None:
        return None if say is None else Said(say)
    settings = load_settings(config)
    return Recorded(wav, settings.model, settings.second_ear)


def _states(tables: Tables, down: Sequence[str]) -> TrunkStates:
    """Return the states in which the trunks with these keys are down; of all others nothing is known."""
    for key in down:
        if key not in tables.trunks:
            known = ", ".join(tables.trunks)
            raise click.UsageError(f"--down: there is no trunk {shown(key)} in trunks.yaml; the trunks are {known}")
    return {tables.trunks[key].endpoint: TrunkState.DOWN for key in down}


def announced_words(
    decision: Decision, now: datetime, asking: Asking, language: Language = Language.DUTCH
) -> str | None:
    """Return the words the caller hears before the decision is carried out."""
    if decision.notice is None:
        return None
    catalogue = asking.words[language]
    return " ".join(catalogue.text_of(said) for said in announcements_of(decision.notice, now, language))


def decision_as_json(decision: Decision, now: datetime, asking: Asking) -> dict[str, Any]:
    """Return a decision as `veertien route --json` prints it."""
    words = announced_words(decision, now, asking)
    return {
        "dialled": decision.dialled,
        "area_code": decision.area_code,
        "outcome": decision.outcome,
        "candidates": [_municipality(entry) for entry in decision.candidates],
        "municipality": _municipality(decision.municipality) if decision.municipality else None,
        "destinations": list(_destinations(decision)),
        "reason": decision.reason,
        "announced": {"kind": decision.notice.kind, "text": words} if decision.notice else None,
        "blocked_by": asdict(entry) if (entry := _blocking(decision)) else None,
    }


def _heard_as_json(heard: "Judged") -> dict[str, Any]:
    threshold = {"key": heard.threshold, "value": heard.value} if heard.threshold else None
    found = {"text": heard.text, "confidence": round(heard.confidence, 3), "threshold": threshold}
    return found | {"ears": ears_as_json(heard.ears, lambda guess: {"text": guess.text})}


def _hinted(first: Decision, hinted: Sequence[MunicipalityEntry]) -> dict[str, Any]:
    """Return what the first decision of a call makes of the question, and why."""
    proposal = {**_municipality(first.proposed), "why": first.hint} if first.proposed else None
    return {
        "asked": first.asked,
        "hint": first.hint,
        "proposal": proposal,
        "likelier": list(map(_municipality, hinted)),
    }


def _blocking(decision: Decision) -> CallerEntry | None:
    return decision.barred.entry if decision.barred else None


def _destinations(decision: Decision) -> Iterator[dict[str, Any]]:
    """Yield where the call goes, in order; what is as usual is left out."""
    for each, share in zip(decision.destinations, shares_of(decision.destinations), strict=True):
        fields: dict[str, Any] = {"trunk": each.trunk.key, "number": each.number}
        if share is not None:
            fields["share"] = round(float(share), 4)
        if each.ring_seconds is not None:
            fields["ring_seconds"] = each.ring_seconds
        if each.keeps:
            fields["keeps"] = sorted(each.keeps)
        yield fields


def _municipality(entry: MunicipalityEntry) -> dict[str, str]:
    return {"code": entry.code, "name": entry.name}


def _as_text(
    first: Decision,
    decision: Decision,
    hinted: Sequence[MunicipalityEntry],
    announced: dict[str, str] | None,
    question: str | None,
    rate: Rate | None,
) -> str:
    lines = [f"outcome       {decision.outcome}", f"reason        {decision.reason}"]
    if decision.outcome is not Outcome.REFUSED:
        lines.insert(0, f"dialled       {decision.dialled}")
    if entry := _blocking(decision):
        comment = f" ({entry.comment})" if entry.comment else ""
        lines.append(f"blocked by    {'prefix' if entry.is_prefix else 'number'} {entry.number}{comment}")
    if rate:
        lines.append(f"rate          at most {rate.calls} calls in {rate.seconds} seconds, then {rate.over}")
    if announced:
        lines.append(f"announced     {announced['text']}")
    if question:
        lines.append(f"question      {question}")
    if decision.candidates:
        lines.append(f"candidates    {', '.join(entry.name for entry in decision.candidates)}")
    if first.proposed:
        lines.append(f"proposed      {first.proposed.name} ({first.hint})")
    if hinted:
        lines.append(f"likelier      {', '.join(entry.name for entry in hinted)}")
    if decision.municipality:
        lines.append(f"municipality  {decision.municipality.name} ({decision.municipality.code})")
    for number, way in enumerate(described(decision.destinations), 1):
        lines.append(f"{number}.            {way.english}")
    return "\n".join(lines)
