"""Warns of numbers, to dial or of callers, that lost their zero, as spreadsheets leave them."""

import re
from collections.abc import Iterable, Iterator

from veertien.config.faults.definitions.warnings import ZeroMissing
from veertien.config.yaml_files.places import Finding, Place

# A Dutch number has nine digits behind its 0, and the first of them is none.
_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")


def warn_of_lost_zeros(dialled: Iterable[tuple[Place, str]]) -> Iterator[Finding]:
    """Find numbers that have all digits of a Dutch one but the 0; a carrier may want them so, few do."""
    for place, number in dialled:
        if _WITHOUT_ZERO.fullmatch(number):
            yield Finding(place, ZeroMissing.to_dial(number))


def warn_of_lost_zeros_of_callers(callers: Iterable[Place]) -> Iterator[Finding]:
    """Find callers' numbers without their 0: they are read as Dutch ones, and may be meant as others."""
    for place in callers:
        # As it was written: its value has the country's code in front.
        number = place.text
        if _WITHOUT_ZERO.fullmatch(number):
            yield Finding(place, ZeroMissing.of_caller(number))
