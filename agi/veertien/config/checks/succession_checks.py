"""Checks of municipalities that follow one another: overlaps, gaps, and mergers whose parts go on or end too soon."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise

from veertien.config.checks.listed import Listed
from veertien.config.faults import Code, FaultLog
from veertien.routing.dates import ALWAYS


def check_succession(listed: Iterable[Listed], faults: FaultLog) -> None:
    """Note municipalities that count twice at one time, or not at all between two of their entries."""
    by_code: dict[str, list[Listed]] = {}
    for entry in listed:
        by_code.setdefault(entry.municipality.code, []).append(entry)
    for entries in by_code.values():
        _check_overlaps(entries, faults)
        _check_gaps(entries, faults)
    _check_replaced(by_code, faults)


def _check_overlaps(entries: Sequence[Listed], faults: FaultLog) -> None:
    for earlier, later in combinations(entries, 2):
        name = later.municipality.name
        if earlier.period == later.period == ALWAYS:
            message = f"{name} already stands at {earlier.where}; keep one of the two"
            faults.add(later.document.file, later.name.mark, Code.DUPLICATE_MUNICIPALITY, message)
        elif earlier.period.overlaps(later.period):
            message = (
                f"{name} counts {later.period} here and {earlier.period} at {earlier.where}; let one end on the day on "
                "which the other begins"
            )
            faults.add(later.document.file, later.name.mark, Code.PERIOD_OVERLAP, message)


def _check_gaps(entries: Sequence[Listed], faults: FaultLog) -> None:
    in_order = sorted(entries, key=lambda entry: entry.period.first or date.min)
    for earlier, later in pairwise(in_order):
        end, start = earlier.period.until, later.period.first
        if end and start and end < start:
            message = (
                f"{later.municipality.name} begins on {start}, but ends on {end} at {earlier.where}: `until` is the "
                "first day on which an entry no longer counts, so write the same date in both"
            )
            faults.add(later.document.file, later.name.mark, Code.PERIOD_GAP, message)


def _check_replaced(by_code: Mapping[str, Sequence[Listed]], faults: FaultLog) -> None:
    """Note municipalities that go on beside the one that replaces them, or end long before it begins."""
    for heir in (entry for entries in by_code.values() for entry in entries):
        for code in heir.replaced - {heir.municipality.code}:
            entries = by_code.get(code, ())
            for entry in entries:
                if entry.period.overlaps(heir.period):
                    message = (
                        f"{entry.municipality.name} counts {entry.period}, while {heir.municipality.name} replaces it "
                        f"{heir.period} at {heir.where}; write `until: {heir.period.first or 'DATE'}` here"
                    )
                    faults.add(entry.document.file, entry.name.mark, Code.PERIOD_OVERLAP, message)
            ends = [entry.period.until for entry in entries if entry.period.until]
            start = heir.period.first
            if start and ends and len(ends) == len(entries) and max(ends) < start:
                last = next(entry for entry in entries if entry.period.until == max(ends))
                message = (
                    f"{last.municipality.name} ends on {max(ends)}, but {heir.municipality.name} at {heir.where} "
                    f"replaces it from {start}: `until` is the first day on which an entry no longer counts, so write "
                    "the same date in both"
                )
                faults.add(last.document.file, last.name.mark, Code.PERIOD_GAP, message)
