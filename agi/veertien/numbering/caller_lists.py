"""Lists of callers' numbers: single ones, and all that begin alike.

Numbers are compared in their international form (E.164), whatever form a trunk or an integrator wrote them in.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from veertien.numbering.callers import Caller, parse_caller

_HOME = "+31"
_PREFIX = re.compile(r"(\+|00|0)([1-9][0-9]{0,14})", re.ASCII)


class CallerNumberRefusedError(ValueError):
    """The text is no number, or no beginning of numbers, that a list of callers may hold; the message says why."""


@dataclass(frozen=True, slots=True)
class CallerEntry:
    """One line of a list: a number such as "+31229123456", or what numbers begin with; with a comment on it."""

    number: str
    is_prefix: bool
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class CallerList:
    """Entries by their number, those that are whole numbers and those that are prefixes."""

    numbers: Mapping[str, CallerEntry] = field(default_factory=dict)
    prefixes: Mapping[str, CallerEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[CallerEntry]) -> "CallerList":
        """Return the list of these entries; of two with the same number the last counts."""
        given = tuple(entries)
        return cls(
            MappingProxyType({entry.number: entry for entry in given if not entry.is_prefix}),
            MappingProxyType({entry.number: entry for entry in given if entry.is_prefix}),
        )

    def find(self, caller: Caller) -> CallerEntry | None:
        """Return the entry that covers a caller, the most precise one; None for callers whose number isn't known."""
        number = caller.number_e164
        if number is None:
            return None
        if number in self.numbers:
            return self.numbers[number]
        beginnings = (number[:length] for length in range(len(number), 1, -1))
        return next((self.prefixes[start] for start in beginnings if start in self.prefixes), None)


def listed_number(text: str) -> str:
    """Return a telephone number as E.164.

    Raises CallerNumberRefusedError for what is no number of a caller.
    """
    number = parse_caller(text, None).number_e164
    if number is None:
        raise CallerNumberRefusedError("no telephone number in use has this form")
    return number


def listed_prefix(text: str) -> str:
    """Return the beginning of numbers as E.164 has it: "088", "+3188" and "003188" are all "+3188".

    Raises CallerNumberRefusedError for what is written otherwise, and for a beginning that all Dutch numbers have.
    """
    found = _PREFIX.fullmatch(text)
    if found is None:
        raise CallerNumberRefusedError("no number begins like this")
    written, digits = found.groups()
    prefix = f"{_HOME}{digits}" if written == "0" else f"+{digits}"
    if prefix.startswith(f"{_HOME}0"):
        raise CallerNumberRefusedError("no number has a 0 behind +31")
    if _HOME.startswith(prefix):
        raise CallerNumberRefusedError("every Dutch number begins like this")
    return prefix
