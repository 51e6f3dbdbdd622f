"""`veertien find`: what a name is, and which municipality it leads to."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien.cli._config import config_folder
from veertien.cli._language import say
from veertien.cli._moment import moment
from veertien.cli.country._places import country_and_tables, entry_of, state_in_words
from veertien.gazetteer import Gazetteer, Name, NameKind
from veertien.routing import Tables
from veertien.wording import Wording

_KINDS = {
    NameKind.MUNICIPALITY: Wording("de eigen naam van een gemeente", "a municipality's own name"),
    NameKind.PLACE: Wording("een plaats", "a place"),
    NameKind.FORMER: Wording("een vroegere gemeente", "a former municipality"),
    NameKind.OTHER: Wording("een andere naam", "another name"),
}


@click.command("find")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@moment("When the tables are looked at, for entries with dates.")
@config_folder(required=False)
@click.pass_context
def command(ctx: click.Context, name: str, as_json: bool, now: datetime, config: Path | None) -> None:
    """Print what NAME is and where it leads: the municipality, its area codes, and whether the tables connect it.

    NAME is that of a municipality, a place, a former municipality, or a code such as GM0420. Capitals and accents don't
    matter. Ends with status 1 where nothing has that name, and tells the names most like it.
    """
    country, tables = country_and_tables(config or ctx.obj, now)
    found = _named(country, name)
    like = () if found else country.suggest(name)
    if as_json:
        named = [_as_object(each, country, tables) for each in found]
        click.echo(json.dumps({"name": name, "found": named, "like": list(like)}, ensure_ascii=False))
    else:
        for line in _as_text(found, country, tables):
            say(line)
        if not found:
            say(_nothing(name, like), err=True)
    raise click.exceptions.Exit(0 if found else 1)


def _named(country: Gazetteer, text: str) -> tuple[Name, ...]:
    municipality = country.municipalities.get(text.strip().upper())
    return country.find(text) if municipality is None else country.names_of(municipality.code)[:1]


def _nothing(name: str, like: Sequence[str]) -> Wording:
    nearest = ", ".join(like)
    return Wording(
        f"Niets heet {name!r:.60}.{f' Lijkt er het meest op: {nearest}.' if like else ''}",
        f"Nothing is called {name!r:.60}.{f' Most like it: {nearest}.' if like else ''}",
    )


def _as_text(found: Sequence[Name], country: Gazetteer, tables: Tables | None) -> Iterator[Wording]:
    by_municipality: dict[str, list[Name]] = {}
    for name in found:
        by_municipality.setdefault(name.municipality, []).append(name)
    for code, names in by_municipality.items():
        municipality = country.municipalities[code]
        kinds = [_KINDS[kind] for kind in dict.fromkeys(name.kind for name in names)]
        area_codes = list(dict.fromkeys(area_code for name in names for area_code in name.area_codes))
        several, listed, state = len(area_codes) > 1, ", ".join(area_codes), _state(tables, code, area_codes)
        yield Wording(
            f"{names[0].text}: {', '.join(kind.dutch for kind in kinds)}",
            f"{names[0].text}: {', '.join(kind.english for kind in kinds)}",
        )
        lies = f"  {municipality.name} ({code}), {municipality.province}"
        yield Wording(
            f"{lies}; netnummer{'s' if several else ''} {listed or 'onbekend'}{f'; {state.dutch}' if state else ''}",
            f"{lies}; area code{'s' if several else ''} {listed or 'unknown'}{f'; {state.english}' if state else ''}",
        )
        for change in country.edition.changes:
            if change.municipality == code:
                heir = country.municipality_names[change.heir]
                yield Wording(
                    f"  gaat op {change.first} op in {heir} ({change.heir}); aangekondigd {change.announced}",
                    f"  goes into {heir} ({change.heir}) on {change.first}; announced {change.announced}",
                )


def _state(tables: Tables | None, code: str, area_codes: Sequence[str]) -> Wording | None:
    """Return what the tables say of a municipality in these area codes, and in which others they have it answer."""
    state, entry = state_in_words(tables, code, area_codes), entry_of(tables, code)
    if not state or not entry or set(area_codes) - set(entry.area_codes):
        return state
    added = ", ".join(one for one in entry.area_codes if one not in (*entry.national_area_codes, *area_codes))
    if not added:
        return state
    return Wording(f"{state.dutch}, ook in {added} (`area_codes`)", f"{state.english}, also in {added} (`area_codes`)")


def _as_object(name: Name, country: Gazetteer, tables: Tables | None) -> dict[str, Any]:
    municipality, entry = country.municipalities[name.municipality], entry_of(tables, name.municipality)
    return {
        "text": name.text,
        "kind": name.kind.value,
        "municipality": municipality.code,
        "municipality_name": municipality.name,
        "area_codes": list(name.area_codes),
        "connected": entry.connected if entry else None,
        "answers_in": list(entry.area_codes) if entry else None,
    }
