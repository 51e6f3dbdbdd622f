"""`veertien area`: which municipalities share an area code."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien.cli._config import config_folder
from veertien.cli._language import say
from veertien.cli._moment import moment
from veertien.cli.country._places import country_and_tables, entry_of, state_in_words
from veertien.gazetteer import Confidence, Gazetteer, Municipality
from veertien.numbering import AreaCode, NumberRefusedError, area_codes, parse_typed
from veertien.routing import Tables
from veertien.wording import Wording, unworded


@dataclass(frozen=True, slots=True)
class _Sharing:
    """A municipality in an area code, and which of its places lie there."""

    municipality: Municipality
    places: tuple[str, ...]
    sure: bool
    """Whether more than a stray telephone number says that it lies there."""
    added: bool
    """Whether it is the tables, and not the national data, that have it answer there."""


def area_code(_: click.Context, __: click.Parameter, text: str) -> AreaCode:
    """Return the area code of "0512", "512" or "14 0512"; for an argument's callback."""
    digits = text.replace(" ", "").replace("-", "")
    try:
        digits = parse_typed(digits).area_code if digits.startswith("14") else f"0{digits.lstrip('0')}"
    except NumberRefusedError as error:
        raise click.BadParameter(error.reason) from error
    if found := area_codes().get(digits):
        return found
    like = [code for code in area_codes() if code.startswith(digits[:3])]
    nearest = f"; there are {', '.join(like)}" if like else "; write one like 0512"
    raise click.BadParameter(f"{text!a:.30} is no Dutch area code{nearest}")


@click.command("area")
@click.argument("area", metavar="AREA_CODE", callback=area_code)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@moment("When the tables are looked at, for entries with dates.")
@config_folder(required=False)
@click.pass_context
def command(ctx: click.Context, area: AreaCode, as_json: bool, now: datetime, config: Path | None) -> None:
    """Print which municipalities share AREA_CODE, with their places there, and whether the tables connect them there.

    AREA_CODE is written like 0512, or like the number that is dialled: 14 0512. Without a folder of tables only the
    national data are told. Ends with status 2 for what is no area code, and for tables with faults.
    """
    country, tables = country_and_tables(config or ctx.obj, now)
    sharing = tuple(_sharing(country, tables, area.code))
    if as_json:
        click.echo(json.dumps(_as_object(area, sharing, tables), ensure_ascii=False))
        return
    for line in _as_text(area, sharing, tables):
        say(line)


def _sharing(country: Gazetteer, tables: Tables | None, code: str) -> Iterator[_Sharing]:
    """Yield who lies in an area code by the national data, and then whom only the tables have there."""
    sure = country.in_area(code)
    told = {tables.heir_of(each.code) if tables else each.code for each in sure}
    here = tables.listed(code) if tables else ()
    added = {entry.code: entry.municipality for entry in here if entry.code not in told}
    lying = country.in_area(code, Confidence.LOW)
    for municipality in lying:
        own = (place for place in country.places.values() if place.municipality == municipality.code)
        there = tuple(sorted(place.name for place in own if code in place.area_codes))
        yield _Sharing(municipality, there, municipality in sure, municipality.code in added)
    known = {each.code for each in lying}
    yield from (_Sharing(each, (), sure=False, added=True) for each in added.values() if each.code not in known)


def _as_text(area: AreaCode, sharing: Sequence[_Sharing], tables: Tables | None) -> Iterator[Wording]:
    title, leads = f"{area.code} {area.place} (14 {area.code})", _leads_to(sharing, tables, area.code)
    yield Wording(f"{title}: {leads.dutch}", f"{title}: {leads.english}")
    for each in sharing:
        state = state_in_words(tables, each.municipality.code, (area.code,))
        name = f"  {each.municipality.name} ({each.municipality.code}), {each.municipality.province}"
        dutch, english = (name, name) if state is None else (f"{name}: {state.dutch}", f"{name}: {state.english}")
        if each.added:
            dutch += "; hier alleen door `area_codes` in de tabellen"
            english += "; here only by `area_codes` in the tables"
        if each.municipality.main_area_code != area.code:
            dutch += f"; vooral {each.municipality.main_area_code}"
            english += f"; mainly {each.municipality.main_area_code}"
        if not each.sure and not each.added:
            dutch += "; misschien ligt hier maar een enkel nummer"
            english += "; perhaps only a stray number lies here"
        yield unworded("")
        yield Wording(dutch, english)
        if each.places:
            yield unworded(f"    {', '.join(each.places)}")


def _leads_to(sharing: Sequence[_Sharing], tables: Tables | None, code: str) -> Wording:
    sure, added = sum(each.sure for each in sharing), sum(each.added for each in sharing)
    count = Wording(
        f"{sure} gemeenten delen het" if sure != 1 else "één gemeente heeft het",
        f"{sure} municipalities share it" if sure != 1 else "one municipality has it",
    )
    if added:
        count = Wording(
            f"{count.dutch} en de tabellen voegen er {added if added > 1 else 'één'} aan toe",
            f"{count.english} and the tables add {added if added > 1 else 'one'}",
        )
    if tables is None:
        return count
    here = len(tables.candidates(code))
    return Wording(
        f"{count.dutch}, {'geen is' if not here else f'{here} is' if here == 1 else f'{here} zijn'} aangesloten",
        f"{count.english}, {'none is' if not here else f'{here} is' if here == 1 else f'{here} are'} connected",
    )


def _as_object(area: AreaCode, sharing: Sequence[_Sharing], tables: Tables | None) -> dict[str, Any]:
    municipalities = [_municipality_object(each, tables, area.code) for each in sharing]
    return {"area_code": area.code, "place": area.place, "municipalities": municipalities}


def _municipality_object(each: _Sharing, tables: Tables | None, code: str) -> dict[str, Any]:
    entry = entry_of(tables, each.municipality.code)
    return {
        "code": each.municipality.code,
        "name": each.municipality.name,
        "province": each.municipality.province,
        "population": each.municipality.population,
        "main_area_code": each.municipality.main_area_code,
        "published_fourteen": each.municipality.published_fourteen,
        "sure": each.sure,
        "added": each.added,
        "connected": entry.connected and code in entry.area_codes if entry else None,
        "answers_in": list(entry.area_codes) if entry else None,
        "places": list(each.places),
    }
