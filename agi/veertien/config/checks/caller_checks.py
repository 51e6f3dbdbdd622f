"""Checks of callers.yaml: numbers that stand in it twice."""

from collections.abc import Iterator

from veertien.config.faults.definitions.rules import DuplicateCaller
from veertien.config.models.file_models import CallersFile
from veertien.config.yaml_files.places import Finding, Fitted, Place


def check_callers(callers: Fitted[CallersFile]) -> Iterator[Finding]:
    """Find numbers and prefixes that stand twice in one list, or in both, in whatever forms they are written."""
    first: dict[tuple[str, str], int] = {}
    for place, key, number in _listed_in(callers):
        line = first.setdefault((key, number), place.mark.line)
        if line != place.mark.line:
            yield Finding(place, DuplicateCaller.listed(line))


def numbers_in(callers: Fitted[CallersFile]) -> Iterator[Place]:
    """Yield where the whole number of each caller stands."""
    return (place for place, key, _ in _listed_in(callers) if key == "number")


def _listed_in(callers: Fitted[CallersFile]) -> Iterator[tuple[Place, str, str]]:
    """Yield where each caller stands, whether that is a number or a prefix, and which."""
    for name, rows in (("blocked", callers.value.blocked), ("exempt", callers.value.exempt)):
        for index, row in enumerate(rows):
            for key, number in (("number", row.number), ("prefix", row.prefix)):
                if number:
                    yield callers.at(name, index, key), key, number
