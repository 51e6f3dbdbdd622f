"""`veertien explain`: what became of one call, and why, in sentences."""

import json
import os
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._language import language_by
from veertien.cli.running._log_file import log_file
from veertien.config import TablesFaultyError, load_settings
from veertien.conversation import Language
from veertien.explanation import CallFacts, headline, story_of
from veertien.routing import AMSTERDAM
from veertien.support.one_call import NoCallError, find_call
from veertien.wording import Wording

_UNKNOWN = 1


def named_call(_: click.Context, __: click.Parameter, given: str) -> str:
    """Return the name of a call; for an argument's callback."""
    if not given.strip() or not given.isprintable():
        raise click.BadParameter("a call is named by its id, Asterisk's unique id or the SIP Call-ID")
    return given


@click.command("explain")
@click.argument("call", callback=named_call)
@config_folder()
@log_file()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, the texts in both languages.")
@click.pass_context
def command(ctx: click.Context, call: str, config: Path, log: Path | None, as_json: bool) -> None:
    """Tell what became of CALL and why: what was dialled, asked and understood, what each trunk answered, how it ended.

    CALL is the id of the record, Asterisk's unique id, or the SIP Call-ID. It is told from the call records, and from
    the log where that has it; in Dutch where LANG is Dutch. Where something was wrong, what mends it stands below it.
    At the end: what would be otherwise by the tables of today. Run it as Veertien's user; it changes nothing.

    Ends with status 0 when the call is explained, 1 when there is no such call, or not yet, 2 when veertien.yaml can't
    be used.
    """
    language = language_by(os.environ)
    try:
        settings = load_settings(config, without_model=True)
    except TablesFaultyError as error:
        raise faults_end(error) from None
    try:
        found = find_call(config, settings, call, log)
    except NoCallError as error:
        click.echo(error.why.of(language), err=True)
        ctx.exit(_UNKNOWN)
    for note in found.notes:
        click.echo(note.of(language), err=True)
    if as_json:
        click.echo(json.dumps(_as_json(found.facts)))
    else:
        _print(found.facts, language)


def _as_json(facts: CallFacts) -> dict[str, object]:
    call = facts.call
    return {
        "id": call.id,
        "unique_id": call.unique_id,
        "started_at": call.started_at.isoformat(timespec="milliseconds"),
        "headline": headline(facts).as_json(),
        "sentences": [sentence.as_json(call.started_at) for sentence in story_of(facts)],
    }


def _print(facts: CallFacts, language: Language) -> None:
    call = facts.call
    began = call.started_at.astimezone(AMSTERDAM)
    named = Wording("gesprek", "call").of(language)
    click.echo(f"{began:%Y-%m-%d %H:%M:%S %Z}  {named} {call.id}  (Asterisk {call.unique_id})")
    click.echo(f"{headline(facts).of(language)}.\n")
    for sentence in story_of(facts):
        after = f"{(sentence.at - call.started_at).total_seconds():7.2f} s" if sentence.at else " " * 9
        click.echo(f"{after}  {sentence.text.of(language)}")
        if sentence.cure is not None:
            click.echo(f"{'':9}  -> {sentence.cure.of(language)}")
