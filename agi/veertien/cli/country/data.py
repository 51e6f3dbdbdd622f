"""`veertien data`: of which day the national data are, where they come from, and what is to change in them."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import data_for, usual_folder
from veertien.cli._language import language_by
from veertien.cli.country._data_check import as_json, as_lines, checked_edition
from veertien.config import NationalData, TablesFaultyError
from veertien.gazetteer import AnnouncedChange, Gazetteer
from veertien.routing import AMSTERDAM

_FAULTY = 1


@click.group("data", invoke_without_command=True)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
@config_folder(required=False)
@click.pass_context
def command(ctx: click.Context, is_json: bool, config: Path | None) -> None:
    """Print of which day the national data are, the changes of municipalities announced, and the sources.

    They are the edition that veertien.yaml names, else the one that came with Veertien.
    """
    ctx.obj = config or ctx.obj
    if ctx.invoked_subcommand is None:
        data = data_for(usual_folder(ctx))
        click.echo(json.dumps(_as_object(data), ensure_ascii=False) if is_json else "\n".join(_as_text(data)))


@command.command("check")
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@config_folder()
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def check_command(ctx: click.Context, folder: Path, config: Path, is_json: bool) -> None:
    """Check a new edition of the national data in FOLDER, and tell what it would change. Nothing is changed.

    Prints each fault with its file, line and cure. Where there is none, prints what is otherwise than in the edition in
    force, what is wrong or worth a look in the tables under it, and which numbers would be routed otherwise: today, or
    on the edition's day if that is later.

    Ends with status 0 when the tables can be used with it; 1 when the edition has faults, or the tables have under it;
    2 when the tables have faults as they are now.
    """
    try:
        found = checked_edition(folder, config, datetime.now(AMSTERDAM))
    except TablesFaultyError as error:
        raise faults_end(error) from None
    if is_json:
        click.echo(json.dumps(as_json(found), ensure_ascii=False))
    else:
        for line in as_lines(found, language_by(os.environ)):
            click.echo(line)
    ctx.exit(0 if found.is_sound else _FAULTY)


def _as_text(data: NationalData) -> Iterator[str]:
    country = data.gazetteer
    edition = country.edition
    there = f"{len(country.municipalities)} municipalities, {len(country.places)} places"
    where = "with Veertien" if data.folder is None else f"in {data.folder}"
    yield f"National data of {edition.as_of}, {where}: {there}."
    yield ""
    yield "Announced changes:" if edition.changes else "No change is announced."
    for change in edition.changes:
        ends, heir = _names(country, change)
        yield f"  {change.first}: {ends} ({change.municipality}) goes into {heir} ({change.heir})"
        yield f"    {change.certainty}; announced {change.announced}; {change.source}"
    yield ""
    yield "Sources:"
    for source in edition.sources:
        yield f"  {source.name}"
        yield f"    {source.edition}; licence: {source.licence}"


def _as_object(data: NationalData) -> dict[str, Any]:
    country = data.gazetteer
    edition = country.edition
    return {
        **data.as_json(),
        "municipalities": len(country.municipalities),
        "places": len(country.places),
        "changes": [_change(country, change) for change in edition.changes],
        "sources": [
            {"name": source.name, "edition": source.edition, "licence": source.licence} for source in edition.sources
        ],
    }


def _change(country: Gazetteer, change: AnnouncedChange) -> dict[str, str]:
    ends, heir = _names(country, change)
    return {
        "from": change.first.isoformat(),
        "municipality": change.municipality,
        "municipality_name": ends,
        "heir": change.heir,
        "heir_name": heir,
        "announced": change.announced.isoformat(),
        "certainty": change.certainty.value,
        "source": change.source,
    }


def _names(country: Gazetteer, change: AnnouncedChange) -> tuple[str, str]:
    names = country.municipality_names
    return names[change.municipality], names[change.heir]
