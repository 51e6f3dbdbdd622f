"""What `veertien data check` finds of a new edition of the national data, and how it is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from veertien.cli.tables._differences import Difference
from veertien.cli.tables._differences import as_json as difference_as_json
from veertien.cli.tables._differences import as_lines as difference_as_lines
from veertien.config import (
    Fault,
    Faulty,
    NationalData,
    TablesFaultyError,
    check,
    data_in,
    load_calls,
    national_data,
)
from veertien.gazetteer import DataDifference, Gazetteer, Municipality, compare_editions, write_ipa
from veertien.routing import AMSTERDAM, compare, compare_rules
from veertien.routing.comparison import every_number
from veertien.speech import EspeakOnDemand
from veertien.speech.sounds.pronunciation import dutch_pronouncer
from veertien.wording import Language, Wording

_EARLY = Wording(
    "Haar dag is nog niet gekomen: neem haar dan pas in gebruik, want zij geldt vanaf de herlading.",
    "Its day has not come: put it in then, for it counts from the reload on.",
)
_SOUNDS = Wording("Nieuwe namen, en hoe ze klinken:", "New names, and how each sounds:")

_MOST_NAMES = 50
"""New names whose sound is shown: a new edition has few, and who has more looks with `veertien pronounce`."""


@dataclass(frozen=True, slots=True)
class UnderIt:
    """What becomes of the tables under the new edition."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()
    difference: Difference | None = None
    """None where there are faults."""


@dataclass(frozen=True, slots=True)
class CheckedEdition:
    """An edition with faults, or else what it would change."""

    folder: Path
    config: Path
    now: datetime
    at: datetime
    """When the calls come in whose ways are compared."""
    faults: tuple[Fault, ...] = ()
    old: NationalData | None = None
    new: NationalData | None = None
    difference: DataDifference | None = None
    sounds: tuple[tuple[str, str], ...] = ()
    """The first new names, with how each is pronounced."""
    under_it: UnderIt | None = None

    @property
    def is_early(self) -> bool:
        """Whether its day has not come."""
        return self.at > self.now

    @property
    def is_sound(self) -> bool:
        """Whether it can be put in as it is, with the tables as they are."""
        return not self.faults and self.under_it is not None and not self.under_it.faults


def checked_edition(folder: Path, config: Path, now: datetime) -> CheckedEdition:
    """Look at an edition, and at the tables of a config folder under it.

    Raises TablesFaultyError where the tables have faults under the edition in force.
    """
    old = national_data(config)
    try:
        new = data_in(folder)
    except TablesFaultyError as error:
        return CheckedEdition(folder, config, now, now, error.faults)
    at = max(now, datetime.combine(new.gazetteer.edition.as_of, time(), AMSTERDAM))
    before = load_calls(config, old.gazetteer)
    found = check(config, new.gazetteer, now)
    difference = compare_editions(old.gazetteer, new.gazetteer)
    if isinstance(found, Faulty):
        overrides, under_it = new.gazetteer.pronunciations, UnderIt(found.faults)
    else:
        after = (found.tables, found.asking)
        overrides = found.tables.overrides
        ways, numbers = compare(before[0], after[0], at), len(every_number(before[0], after[0]))
        rules = compare_rules(before[0], after[0])
        under_it = UnderIt((), found.warnings, Difference(ways, numbers, rules, before, after))
    with EspeakOnDemand() as espeak:
        pronouncer = dutch_pronouncer(espeak, overrides)
        sounds = tuple(
            (name, " ".join(map(write_ipa, pronouncer.explain(name)[0].words)))
            for name in difference.new_names[:_MOST_NAMES]
        )
    return CheckedEdition(folder, config, now, at, (), old, new, difference, sounds, under_it)


def as_lines(found: CheckedEdition, language: Language) -> Iterator[str]:
    """Yield it for people."""
    for fault in found.faults:
        yield fault.in_language(language)
    if not (found.old and found.new and found.difference and found.under_it):
        yield _can_not_be(found.folder).of(language)
        return
    old, new = found.old.gazetteer, found.new.gazetteer
    yield _of_which_day(old, new).of(language)
    if found.is_early:
        yield _EARLY.of(language)
    for title, lines in (*_differences(found.difference, old, new), (_SOUNDS, list(map("  ".join, found.sounds)))):
        if lines:
            yield title.of(language)
            yield from (f"  {line if isinstance(line, str) else line.of(language)}" for line in lines)
    yield Wording(f"De tabellen in {found.config} daarmee:", f"The tables in {found.config} under it:").of(language)
    for fault in (*found.under_it.faults, *found.under_it.warnings):
        yield f"  {fault.in_language(language)}"
    line = f"data: {found.folder.resolve()}"
    if found.under_it.difference is None:
        yield Wording(
            f"Herstel dit samen met de regel `{line}` in veertien.yaml, en herlaad dan.",
            f"Mend these together with the line `{line}` in veertien.yaml, then reload.",
        ).of(language)
        return
    yield from (f"  {each.of(language)}" for each in difference_as_lines(found.under_it.difference, found.at))
    yield Wording(
        f"Zo neemt u haar in gebruik: `{line}` in veertien.yaml, dan `veertien reload`.",
        f"To put it in: `{line}` in veertien.yaml, then `veertien reload`.",
    ).of(language)


def as_json(found: CheckedEdition) -> dict[str, Any]:
    """Return it as values for JSON; what there is none of, as an edition has faults, is null."""
    under_it, difference = found.under_it, found.difference
    return {
        "faults": list(map(_fault, found.faults)),
        "as_of": found.new and found.new.gazetteer.edition.as_of.isoformat(),
        "in_force": found.old and found.old.gazetteer.edition.as_of.isoformat(),
        "at": found.at.isoformat(),
        "changes": difference and _changes(difference),
        "sounds": dict(found.sounds),
        "tables": under_it
        and {
            "findings": list(map(_fault, (*under_it.faults, *under_it.warnings))),
            **(difference_as_json(under_it.difference, found.at) if under_it.difference else {}),
        },
    }


def _fault(fault: Fault) -> dict[str, Any]:
    fields = ("file", "line", "column", "code", "message", "message_nl", "severity")
    return {field: getattr(fault, field) for field in fields}


def _changes(difference: DataDifference) -> dict[str, Any]:
    return {
        "new": [_municipality(one) for one in difference.new],
        "gone": [{**_municipality(one), "heir": heir} for one, heir in difference.gone],
        "renamed": [{**_municipality(after), "before": before.name} for before, after in difference.renamed],
        "area_codes": [
            {**_municipality(one), "gained": gained, "lost": lost} for one, gained, lost in difference.area_codes
        ],
        "new_places": [place.code for place in difference.new_places],
        "gone_places": [place.code for place in difference.gone_places],
        "moved_places": [
            {"code": after.code, "name": after.name, "before": before.municipality, "after": after.municipality}
            for before, after in difference.moved_places
        ],
        "new_names": difference.new_names,
    }


def _municipality(one: Municipality) -> dict[str, str]:
    return {"code": one.code, "name": one.name}


def _can_not_be(folder: Path) -> Wording:
    return Wording(
        f"{folder} kan niet worden gebruikt; herstel wat er mis is.", f"{folder} can't be put in; mend what is wrong."
    )


def _of_which_day(old: Gazetteer, new: Gazetteer) -> Wording:
    day, before, count, places = new.edition.as_of, old.edition.as_of, len(new.municipalities), len(new.places)
    return Wording(
        f"Landelijke gegevens van {day}: {count} gemeenten, {places} plaatsen; geen fouten. "
        f"Nu gelden die van {before}.",
        f"National data of {day}: {count} municipalities, {places} places; no faults. In force: those of {before}.",
    )


_Lines = Sequence[str] | Sequence[Wording]


def _differences(found: DataDifference, old: Gazetteer, new: Gazetteer) -> Iterator[tuple[Wording, _Lines]]:
    was, now = old.municipality_names, new.municipality_names
    yield Wording("Nieuwe gemeenten:", "New municipalities:"), [f"{one.name} ({one.code})" for one in found.new]
    yield (
        Wording("Opgeheven gemeenten:", "Municipalities that ended:"),
        [_went(f"{one.name} ({one.code})", heir, now) for one, heir in found.gone],
    )
    yield (
        Wording("Andere naam:", "Renamed:"),
        [_called(before.name, f"{after.name} ({after.code})") for before, after in found.renamed],
    )
    yield (
        Wording("Netnummers:", "Area codes:"),
        [
            f"{one.name}: {', '.join((*(f'+{code}' for code in gained), *(f'-{code}' for code in lost)))}"
            for one, gained, lost in found.area_codes
        ],
    )
    yield (
        Wording("Plaatsen in een andere gemeente:", "Places in another municipality:"),
        [_moved(place.name, was[first.municipality], now[place.municipality]) for first, place in found.moved_places],
    )
    yield (
        Wording("Nieuwe plaatsen:", "New places:"),
        [f"{one.name} ({now[one.municipality]})" for one in found.new_places],
    )
    yield (
        Wording("Plaatsen die er niet meer zijn:", "Places that are gone:"),
        [f"{one.name} ({was[one.municipality]})" for one in found.gone_places],
    )


def _went(name: str, heir: str | None, names: Mapping[str, str]) -> Wording:
    if heir is None:
        return Wording(f"{name}; er staat niet bij waarin", f"{name}; who has what it was is not said")
    return Wording(f"{name}, opgegaan in {names[heir]}", f"{name}, went into {names[heir]}")


def _called(before: str, after: str) -> Wording:
    return Wording(f"{before} heet nu {after}", f"{before} is called {after}")


def _moved(place: str, before: str, after: str) -> Wording:
    return Wording(f"{place}: van {before} naar {after}", f"{place}: {before} to {after}")
