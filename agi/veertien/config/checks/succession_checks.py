"""Checks of municipalities that follow one another: overlaps, gaps, and mergers whose parts go on or end too soon."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise

from veertien.config.faults.definitions.tables import DuplicateMunicipality
from veertien.config.faults.definitions.times import PeriodGap, PeriodOverlap
from veertien.config.tables.listed import Listed
from veertien.config.yaml_files.places import Finding
from veertien.routing.dates import ALL_TIME


def check_succession(listed: Iterable[Listed]) -> Iterator[Finding]:
    """Find municipalities that count twice at one time, or not at all between two of their entries."""
    by_code: dict[str, list[Listed]] = {}
    for entry in listed:
        by_code.setdefault(entry.municipality.code, []).append(entry)
    for entries in by_code.values():
        yield from _check_overlaps(entries)
        yield from _check_gaps(entries)
    yield from _check_replaced(by_code)


def _check_overlaps(entries: Sequence[Listed]) -> Iterator[Finding]:
    for earlier, later in combinations(entries, 2):
        name = later.municipality.name
        if earlier.period == later.period == ALL_TIME:
            yield Finding(later.name, DuplicateMunicipality.listed(name, earlier.where))
        elif earlier.period.overlaps(later.period):
            overlap = PeriodOverlap.of_entries(name, later.period, earlier.period, earlier.where)
            yield Finding(later.name, overlap)


def _check_gaps(entries: Sequence[Listed]) -> Iterator[Finding]:
    in_order = sorted(entries, key=lambda entry: entry.period.first or date.min)
    for earlier, later in pairwise(in_order):
        end, start = earlier.period.until, later.period.first
        if end and start and end < start:
            gap = PeriodGap.of_entries(later.municipality.name, start, end, earlier.where)
            yield Finding(later.name, gap)


def _check_replaced(by_code: Mapping[str, Sequence[Listed]]) -> Iterator[Finding]:
    """Find municipalities that go on beside the one that replaces them, or end long before it begins."""
    for heir in (entry for entries in by_code.values() for entry in entries):
        for code in heir.replaced - {heir.municipality.code}:
            entries = by_code.get(code, ())
            for entry in entries:
                if entry.period.overlaps(heir.period):
                    overlap = PeriodOverlap.beside_heir(
                        entry.municipality.name, entry.period, heir.municipality.name, heir.period, heir.where
                    )
                    yield Finding(entry.name, overlap)
            ends = [entry.period.until for entry in entries if entry.period.until]
            start = heir.period.first
            if start and ends and len(ends) == len(entries) and max(ends) < start:
                last = next(entry for entry in entries if entry.period.until == max(ends))
                gap = PeriodGap.before_heir(
                    last.municipality.name, max(ends), heir.municipality.name, heir.where, start
                )
                yield Finding(last.name, gap)
