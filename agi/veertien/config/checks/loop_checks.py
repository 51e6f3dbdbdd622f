"""Checks that no number to dial leads back here: its calls would turn round."""

from collections.abc import Iterable, Iterator

from veertien.config.faults.definitions.tables import Loop
from veertien.config.yaml_files.places import Finding, Place
from veertien.numbering import NationalNumber, NumberRefusedError, parse_offered


def check_loops(dialled: Iterable[tuple[Place, str]], national: NationalNumber | None) -> Iterator[Finding]:
    """Find numbers to dial that are a 14-number or, where there is one, the national number, in any form."""
    for place, number in dialled:
        try:
            back = parse_offered(number, national)
        except NumberRefusedError:
            continue
        yield Finding(place, Loop.national(number) if back == national else Loop.fourteen(number, back.spoken))
