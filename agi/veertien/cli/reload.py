"""`veertien reload`: has the running daemon load its config folder again."""

import http.client
import json
from pathlib import Path
from typing import Any

import click

from veertien.addresses import reached_at
from veertien.cli._config import config_folder
from veertien.config import Fault, Settings, TablesFaultyError, load_settings

NOTHING_CHANGED = 1
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

    The daemon is found at the address `web` in veertien.yaml. Calls under way keep the tables they came in with. Ends
    with status 0 when the new tables are in force; 1 when they have faults, which are printed one a line, or can't be
    made ready, and nothing was changed; 2 when no daemon answers.
    """
    try:
        settings = load_settings(config)
    except TablesFaultyError as error:
        for fault in error.faults:
            click.echo(str(fault))
        click.echo("The daemon was not asked to load this; nothing was changed.", err=True)
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
        raise _NoDaemon(
            f"The daemon on {host} port {port} has not finished after {_MOST_SECONDS:.0f} seconds; see its /healthz."
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _NoDaemon(
            f"No daemon answers on {host} port {port}, the address `web` in veertien.yaml ({error}). Is it running? If "
            "`web` was changed, restart the daemon."
        ) from None
    finally:
        connection.close()
    if "result" not in answer:
        raise _NoDaemon(f"What answers on {host} port {port} did not reload: {response.status} {response.reason}.")
    return answer


def _print(answer: dict[str, Any]) -> None:
    for fault in answer["faults"]:
        click.echo(str(Fault(**fault)))
    if answer["why"]:
        click.echo(answer["why"], err=True)
    tables = answer["tables"]
    if answer["result"] != "loaded":
        click.echo(f"Nothing was changed: {tables['digest']}, in force since {tables['since']}, stays so.", err=True)
        return
    rerouted = answer["rerouted"]
    click.echo(f"{tables['folder']} is in force as {tables['digest']}.")
    click.echo(f"Numbers routed otherwise than before: {', '.join(rerouted) or 'none'}.")
    if answer["asking"]:
        click.echo(f"Callers are asked otherwise: {', '.join(answer['asking'])}.")
    if answer["needs_restart"]:
        click.echo(f"Needs a restart to count: {', '.join(answer['needs_restart'])}.")
