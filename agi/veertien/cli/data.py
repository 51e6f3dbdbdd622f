"""`veertien data`: of which day the national data are, where they come from, and what is to change in them."""

import json
from collections.abc import Iterator
from typing import Any

import click

from veertien import gazetteer
from veertien.gazetteer import AnnouncedChange, Gazetteer


@click.command("data")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Print of which day the national data are, the changes of municipalities announced, and the sources."""
    country = gazetteer.load()
    click.echo(json.dumps(_as_object(country), ensure_ascii=False) if as_json else "\n".join(_as_text(country)))


def _as_text(country: Gazetteer) -> Iterator[str]:
    edition = country.edition
    there = f"{len(country.municipalities)} municipalities, {len(country.places)} places"
    yield f"National data of {edition.as_of}: {there}."
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


def _as_object(country: Gazetteer) -> dict[str, Any]:
    edition = country.edition
    return {
        "as_of": edition.as_of.isoformat(),
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
