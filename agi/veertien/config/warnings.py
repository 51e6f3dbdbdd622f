"""What is no fault in the configuration, but worth a look: names that sound alike, and what nothing comes of."""

from collections.abc import Iterator
from datetime import datetime

from veertien.config.checks.caller_checks import numbers_in
from veertien.config.checks.change_checks import warn_of_changes, warn_of_ended
from veertien.config.checks.municipality_checks import warn_of_area_codes_elsewhere, warn_of_shared_numbers
from veertien.config.checks.name_checks import warn_of_unsaid_names
from veertien.config.checks.number_checks import warn_of_lost_zeros, warn_of_lost_zeros_of_callers
from veertien.config.checks.period_checks import warn_of_past_maintenance, warn_of_past_period
from veertien.config.checks.pronunciation_checks import warn_of_unused
from veertien.config.checks.rule_checks import warn_of_done_changes, warn_of_no_carrier, warn_of_useless_national
from veertien.config.checks.schedule_checks import warn_of_swapped_hours
from veertien.config.checks.trunk_checks import warn_of_few_lines, warn_of_unused_trunks
from veertien.config.faults import Fault, FaultLog
from veertien.config.faults.definitions.warnings import SoundsAlike
from veertien.config.loader import Config
from veertien.config.tables.changes import certain_changes
from veertien.config.yaml_files.places import Finding, note
from veertien.gazetteer import Gazetteer, Name
from veertien.routing import AMSTERDAM, OfferUnconnected, Tables
from veertien.speech import EspeakOnDemand
from veertien.speech.sounds.alike import Alike, alike
from veertien.speech.sounds.pronunciation import dutch_pronouncer

LEAST_SHARE = 0.05
"""Share of callers from which a pair of names is worth a warning: one in twenty, a distance of about one phone."""


def warnings_of(config: Config, gazetteer: Gazetteer, now: datetime) -> tuple[Fault, ...]:
    """Return the warnings for a folder without faults, as `in_order` gives them; `now` must know its time zone."""
    warnings = FaultLog()
    note(_findings(config, gazetteer, now), warnings)
    return tuple(warnings)


def _findings(config: Config, gazetteer: Gazetteer, now: datetime) -> Iterator[Finding]:
    files, tables = config.files, config.tables
    yield from warn_of_unused(files.pronunciations, _names(tables, gazetteer))
    if not any(stage.candidates(None) for stage in tables.stages):
        yield from warn_of_useless_national(files.rules)
    yield from warn_of_done_changes(files.rules, gazetteer)
    yield from warn_of_changes(config.listed, certain_changes(files.rules.value, gazetteer), gazetteer, now)
    yield from warn_of_ended(files, config.listed, gazetteer)
    if unreachable := _offered_in_vain(tables):
        yield warn_of_no_carrier(files.rules, unreachable)
    yield from warn_of_unused_trunks(files)
    if config.settings.shares:
        yield from warn_of_few_lines(files, config.settings.shares)
    yield from warn_of_shared_numbers(config.listed)
    yield from warn_of_area_codes_elsewhere(config.listed, gazetteer)
    yield from warn_of_swapped_hours(files.schedules)
    yield from warn_of_unsaid_names(files)
    today = now.astimezone(AMSTERDAM).date()
    for place, entry in files.rows:
        yield from warn_of_past_period(entry, place, today)
    for place, destination in files.destinations:
        yield from warn_of_past_period(destination, place, today)
    for place, row in files.maintenances:
        yield from warn_of_past_maintenance(row, place, now)
    yield from warn_of_lost_zeros(files)
    yield from warn_of_lost_zeros_of_callers(numbers_in(files.callers))
    places = {one.municipality.code: one.name for one in config.listed}
    for pair, area_codes in _pairs(tables).items():
        yield Finding(places[pair.other.municipality], _sounds_alike(pair, area_codes, tables))


def _names(tables: Tables, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield every name of the country, and those of the tables."""
    for code in gazetteer.municipalities:
        yield from (name.text for name in gazetteer.names_of(code))
    for stage in tables.stages:
        yield from (name.text for entry in stage.municipalities.values() for name in entry.names)


def _offered_in_vain(tables: Tables) -> tuple[str, ...]:
    """Return who is not connected, by name, where they are to count as a choice and no call can get there."""
    if tables.rules.offer_unconnected is not OfferUnconnected.ASK or tables.rules.carrier:
        return ()
    unconnected = dict.fromkeys(
        entry.name
        for stage in tables.stages
        # Under the national number everybody else may be asked for too.
        for entry in (*stage.municipalities.values(), *(stage.unlisted.values() if stage.rules.national else ()))
        if not entry.connected
    )
    return tuple(unconnected)


def _pairs(tables: Tables) -> dict[Alike, list[str]]:
    """Return the pairs of names that sound alike, with the area codes in which they do at some time."""
    # By the two names in any order: which of them comes first differs from one area code to another.
    found: dict[frozenset[Name], tuple[Alike, dict[str, None]]] = {}
    with EspeakOnDemand() as espeak:
        pronouncer = dutch_pronouncer(espeak, tables.overrides)
        for stage in tables.stages:
            for area_code in stage.asked_area_codes:
                for pair in alike(stage.names(area_code), pronouncer, LEAST_SHARE):
                    found.setdefault(frozenset((pair.one, pair.other)), (pair, {}))[1][area_code] = None
    return {pair: list(codes) for pair, codes in found.values()}


def _sounds_alike(pair: Alike, area_codes: list[str], tables: Tables) -> SoundsAlike:
    names = {code: entry.name for stage in tables.stages for code, entry in stage.municipalities.items()}
    one, other = ((name.text, names[name.municipality]) for name in (pair.one, pair.other))
    if pair.share == 1.0:
        return SoundsAlike.same(other, one, area_codes)
    return SoundsAlike.like(other, one, area_codes, round(100 * pair.share))
