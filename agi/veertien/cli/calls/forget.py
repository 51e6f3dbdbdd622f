"""`veertien forget`: what callers chose before, deleted."""

import json
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.config import TablesFaultyError, load_settings
from veertien.memory import StoreUnusableError
from veertien.numbering import parse_caller
from veertien.rehearsal import existing_store

FAILED = 1


@click.command("forget")
@click.argument("number", required=False)
@click.option("--all", "everything", is_flag=True, help="Forget what every caller chose.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_folder()
@click.pass_context
def command(ctx: click.Context, number: str | None, everything: bool, as_json: bool, config: Path) -> None:
    """Forget what the caller with NUMBER chose before, under every number.

    NUMBER is a telephone number such as 0612345678 or "+32 470 12 34 56". Callers are asked as if they had never called
    from then on; a running daemon needs no reload. Ends with status 0 when nothing is remembered any more, 1 when the
    database can't be used, 2 when the settings can't be, or NUMBER is no telephone number.
    """
    if (number is None) != everything:
        raise click.UsageError("Give either a NUMBER or --all.")
    e164 = parse_caller("".join(number.split()), None).number_e164 if number is not None else None
    if number is not None and e164 is None:
        raise click.UsageError(f"{number!r} is no telephone number, so nothing is remembered of it.")
    try:
        settings = load_settings(config).memory
    except TablesFaultyError as error:
        raise faults_end(error) from None
    if settings is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `memory`, so nothing is remembered.")
    try:
        store = existing_store(settings)
        if store is None:
            count = 0
        else:
            count = store.forget(e164) if e164 is not None else store.forget_all()
            store.close()
    except (StoreUnusableError, OSError) as error:
        click.echo(f"Nothing was forgotten: {error}", err=True)
        ctx.exit(FAILED)
    click.echo(json.dumps({"forgotten": count}) if as_json else _told(e164, count))


def _told(e164: str | None, count: int) -> str:
    if count == 0:
        return f"Nothing was remembered of {e164 or 'anybody'}."
    choices = "1 choice" if count == 1 else f"{count} choices"
    return f"Forgot {choices} of {e164 or 'all callers'}."
