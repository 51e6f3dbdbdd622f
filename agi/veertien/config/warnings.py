"""What is no fault in the configuration, but worth a look: names that sound alike, and what nothing comes of."""

from datetime import datetime

from veertien.config.faults import Fault, FaultLog, in_order
from veertien.config.faults.definitions.warnings import SoundsAlike
from veertien.config.loader import (
    listings,
    lost_zeros,
    missing_carrier,
    past_maintenance,
    unused_pronunciations,
    useless_national,
)
from veertien.config.yaml_files.documents import Documents
from veertien.gazetteer import Gazetteer, Name
from veertien.routing import Tables
from veertien.speech import EspeakOnDemand
from veertien.speech.sounds.alike import Alike, alike
from veertien.speech.sounds.pronunciation import dutch_pronouncer

#: Share of callers from which a pair of names is worth a warning: one in twenty, a distance of about one phone.
LEAST_SHARE = 0.05


def warnings_of(documents: Documents, tables: Tables, gazetteer: Gazetteer, now: datetime) -> tuple[Fault, ...]:
    """Return the warnings for a folder without faults, as `in_order` gives them; `now` must know its time zone."""
    found = FaultLog()
    places = listings(documents, gazetteer)
    for pair, area_codes in _pairs(tables).items():
        place = places[pair.other.municipality]
        found.add(place.document.file, place.name.mark, _sounds_alike(pair, area_codes, tables))
    numbers = lost_zeros(documents)
    rules = (
        *useless_national(documents, tables),
        *missing_carrier(documents, tables),
        *past_maintenance(documents, now),
    )
    return in_order(
        (
            *unused_pronunciations(documents, tables, gazetteer),
            *rules,
            *past_maintenance(documents, now),
            *numbers,
            *found,
        )
    )


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
