"""Warns of numbers, to dial or of callers, that lost their zero, as spreadsheets leave them."""

import re
from collections.abc import Iterable

from veertien.config.checks.caller_checks import numbers_in
from veertien.config.checks.loop_checks import dialled_in
from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.warnings import ZeroMissing
from veertien.config.yaml_files.tree import Document

# A Dutch number has nine digits behind its 0, and the first of them is none.
_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")


def warn_of_lost_zeros(documents: Iterable[Document], warnings: FaultLog) -> None:
    """Note numbers that have all digits of a Dutch one but the 0; a carrier may want them so, few do."""
    for document in documents:
        for number in dialled_in(document.root):
            if _WITHOUT_ZERO.fullmatch(number.text):
                warnings.add(document.file, number.mark, ZeroMissing.to_dial(number.text))


def warn_of_lost_zeros_of_callers(callers: Document, warnings: FaultLog) -> None:
    """Note callers' numbers without their 0: they are read as Dutch ones, and may be meant as others."""
    for number in numbers_in(callers):
        if _WITHOUT_ZERO.fullmatch(number.text):
            warnings.add(callers.file, number.mark, ZeroMissing.of_caller(number.text))
