"""Checks of the numbers to dial, wherever they stand: those that lead back here, and those that lost their zero."""

import re
from collections.abc import Iterable, Iterator

from veertien.config.faults.definitions.tables import Loop
from veertien.config.faults.definitions.warnings import ZeroMissing
from veertien.config.tables.table_files import TableFiles
from veertien.config.yaml_files.places import Finding, Place
from veertien.numbering import NumberRefusedError, parse_offered

# A Dutch number has nine digits behind its 0, and the first of them is none.
_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")


def check_loops(files: TableFiles) -> Iterator[Finding]:
    """Find numbers to dial that are a 14-number or, where there is one, the national number, in any form.

    Their calls would come back here and turn round.
    """
    national = files.rules.value.national
    for place, number in _dialled_in(files):
        try:
            back = parse_offered(number, national)
        except NumberRefusedError:
            continue
        yield Finding(place, Loop.national(number) if back == national else Loop.fourteen(number, back.spoken))


def warn_of_lost_zeros(files: TableFiles) -> Iterator[Finding]:
    """Find numbers with all digits of a Dutch one but the 0, as spreadsheets leave them; few carriers want them so."""
    for place, number in _dialled_in(files):
        if _WITHOUT_ZERO.fullmatch(number):
            yield Finding(place, ZeroMissing.to_dial(number))


def warn_of_lost_zeros_of_callers(callers: Iterable[Place]) -> Iterator[Finding]:
    """Find callers' numbers without their 0: they are read as Dutch ones, and may be meant as others."""
    for place in callers:
        # As it was written: its value has the country's code in front.
        number = place.text
        if _WITHOUT_ZERO.fullmatch(number):
            yield Finding(place, ZeroMissing.of_caller(number))


def _dialled_in(files: TableFiles) -> Iterator[tuple[Place, str]]:
    """Yield every number to dial, in whichever file it stands; without those that can't be read."""
    yield from ((place.at("number"), row.number) for place, row in files.destinations if row.number)
    yield from ((place.at("telephone"), row.telephone) for place, row in files.rows if row.telephone)
