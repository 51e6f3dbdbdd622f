"""`veertien reload`: has the running daemon load its config folder again."""

import http.client
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from veertien.addresses import reached_at
from veertien.cli._config import config_folder
from veertien.cli._language import language_by, say
from veertien.config import Fault, Settings, TablesFaultyError, load_settings
from veertien.wording import Wording

NOTHING_CHANGED = 1
_NOT_ASKED = Wording(
    "De daemon is niet gevraagd dit te laden; er is niets veranderd.",
    "The daemon was not asked to load this; nothing was changed.",
)
_REROUTED = Wording("Nummers met een andere weg dan ervoor", "Numbers routed otherwise than before")
_ASKING = Wording("Bellers krijgen een andere vraag door", "Callers are asked otherwise")
_NOT_COMPARED = Wording(
    "Asterisk is niet gevraagd of het de endpoints van alle trunks heeft; `veertien doctor` zegt waarom niet.",
    "Asterisk was not asked whether it has the endpoints of all trunks; `veertien doctor` says why not.",
)
_NEEDS_RESTART = Wording("Telt pas na een herstart", "Needs a restart to count")
_MOST_SECONDS = 300.0
"""Seconds for a reload with another one before it; the tables of the whole country take some ten."""


class _NoDaemon(click.ClickException):
    """Nobody was there to reload anything."""

    exit_code = 2


@click.command("reload")
@config_folder()
@click.option("--json", "as_json", is_flag=True, help="Print what the daemon answers: one JSON object.")
@click.pass_context
def command(ctx: click.Context, config: Path, as_json: bool) -> None:
    """Have the running daemon load its folder again, and show what came of it.

    The daemon is found at the address `web` in veertien.yaml. Calls under way keep the tables they came in with. It
    speaks Dutch where LANG is Dutch.

    A trunk whose endpoint Asterisk lacks is told with its line in trunks.yaml; the new tables are in force all the
    same.

    Ends with status 0 when the new tables are in force; 1 when they have faults, which are printed one a line, or can't
    be made ready, and nothing was changed; 2 when no daemon answers.
    """
    try:
        settings = load_settings(config)
    except TablesFaultyError as error:
        for fault in error.faults:
            click.echo(fault.in_language(language_by(os.environ)))
        say(_NOT_ASKED, err=True)
        ctx.exit(NOTHING_CHANGED)
    answer = _ask(settings)
    if as_json:
        click.echo(json.dumps(answer))
    else:
        _print(answer)
    ctx.exit(0 if answer["result"] == "loaded" else NOTHING_CHANGED)


def _ask(settings: Settings) -> dict[str, Any]:
    host, port = reached_at(settings.web.host), settings.web.port
    connection = http.client.HTTPConnection(host, port, timeout=_MOST_SECONDS)
    try:
        connection.request("POST", "/reload")
        response = connection.getresponse()
        content = response.read()
        answer: dict[str, Any] = json.loads(content) if response.status in (200, 409) else {}
    except TimeoutError:
        slow = Wording(
            f"De daemon op {host} poort {port} is na {_MOST_SECONDS:.0f} seconden niet klaar; kijk op /healthz daar.",
            f"The daemon on {host} port {port} has not finished after {_MOST_SECONDS:.0f} seconds; see its /healthz.",
        )
        raise _NoDaemon(slow.of(language_by(os.environ))) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        silent = Wording(
            f"Geen daemon antwoordt op {host} poort {port}, het adres `web` in veertien.yaml ({error}). Draait hij? "
            "Herstart hem als `web` is veranderd.",
            f"No daemon answers on {host} port {port}, the address `web` in veertien.yaml ({error}). Is it running? If "
            "`web` was changed, restart the daemon.",
        )
        raise _NoDaemon(silent.of(language_by(os.environ))) from None
    finally:
        connection.close()
    if "result" not in answer:
        status = f"{response.status} {response.reason}"
        strange = Wording(
            f"Wat op {host} poort {port} antwoordt heeft niet herladen: {status}.",
            f"What answers on {host} port {port} did not reload: {status}.",
        )
        raise _NoDaemon(strange.of(language_by(os.environ)))
    return answer


def _print(answer: dict[str, Any]) -> None:
    for fault in answer["faults"]:
        click.echo(Fault(**fault).in_language(language_by(os.environ)))
    if answer["why"]:
        click.echo(answer["why"], err=True)
    tables = answer["tables"]
    if answer["result"] != "loaded":
        digest, since = tables["digest"], tables["since"]
        stays = Wording(
            f"Er is niets veranderd: {digest}, dat geldt sinds {since}, blijft gelden.",
            f"Nothing was changed: {digest}, in force since {since}, stays so.",
        )
        say(stays, err=True)
        return
    say(
        Wording(
            f"{tables['folder']} geldt nu, als {tables['digest']}.",
            f"{tables['folder']} is in force as {tables['digest']}.",
        )
    )
    say(_listing(_REROUTED, answer["rerouted"]))
    if answer["asking"]:
        say(_listing(_ASKING, answer["asking"]))
    if answer["needs_restart"]:
        say(_listing(_NEEDS_RESTART, answer["needs_restart"]))
    # A daemon of before the update tells nothing of them.
    if "findings" in answer:
        _print_findings(answer["findings"])


def _print_findings(findings: Sequence[Mapping[str, Any]] | None) -> None:
    if findings is None:
        say(_NOT_COMPARED)
        return
    language = language_by(os.environ)
    for found in findings:
        place = found["file"] if found["line"] is None else f"{found['file']}:{found['line']}"
        click.echo(f"{place}: {found['sentence'][language]} {found['cure'][language]}")


def _listing(title: Wording, listed: Sequence[str]) -> Wording:
    names = ", ".join(listed)
    return Wording(f"{title.dutch}: {names or 'geen'}.", f"{title.english}: {names or 'none'}.")
