"""Callers' numbers, and lists of them.

Numbers are read through phonenumbers, and forgotten at once when the caller withholds them. They are compared in their
international form (E.164), whatever form a trunk or an integrator wrote them in.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from veertien.numbering.area_codes import area_codes
from veertien.wording import WordedError, Wording

_HOME_REGION = "NL"
_HOME_COUNTRY = 31
_HOME = f"+{_HOME_COUNTRY}"
_MOBILE = f"{_HOME}6"
_DIGITS = re.compile(r"\+?[0-9]{3,20}")
_PREFIX = re.compile(r"(\+|00|0)([1-9][0-9]{0,14})", re.ASCII)
_ANONYMOUS = "anonymous"

# The two presentation bits of Q.931's calling party number, as Asterisk's agi_callingpres gives them.
_PRESENTATION_BITS = 0x60
_ALLOWED, _PROHIBITED, _UNAVAILABLE = 0x00, 0x20, 0x40


class CallerKind(StrEnum):
    """What kind of number a caller has."""

    FIXED = "fixed"
    """A Dutch one with an area code."""
    MOBILE = "mobile"
    """A Dutch one that begins with 06."""
    FOREIGN = "foreign"
    OTHER = "other"
    """Another Dutch one, such as 088."""
    WITHHELD = "withheld"
    UNKNOWN = "unknown"
    """None came, or none that is in use."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as far as may be known."""

    number_e164: str | None
    """None when the number is withheld, missing, or no valid telephone number."""
    withheld: bool
    area_code: str | None
    """Such as "0229"; None but for a Dutch geographic number."""

    @property
    def kind(self) -> CallerKind:
        """What kind of number it is."""
        if self.number_e164 is None:
            return CallerKind.WITHHELD if self.withheld else CallerKind.UNKNOWN
        if not self.number_e164.startswith(_HOME):
            return CallerKind.FOREIGN
        if self.area_code is not None:
            return CallerKind.FIXED
        return CallerKind.MOBILE if self.number_e164.startswith(_MOBILE) else CallerKind.OTHER


def parse_caller(text: str | None, presentation: str | None) -> Caller:
    """Return the caller from Asterisk's caller number and its presentation; never raises.

    `presentation` is a name as in CALLERID(num-pres) ("allowed_not_screened", "prohib", "unavailable"), the number in
    agi_callingpres ("0", "35", "67"), or empty when the trunk says nothing. One that is not known counts as withheld.
    """
    shown = _presentation(presentation)
    if shown == _PROHIBITED or (text or "").strip().casefold() == _ANONYMOUS:
        return Caller(number_e164=None, withheld=True, area_code=None)
    if shown == _UNAVAILABLE or not text:
        return Caller(number_e164=None, withheld=False, area_code=None)
    number = _parsed(text)
    if number is None:
        return Caller(number_e164=None, withheld=False, area_code=None)
    return Caller(
        number_e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        withheld=False,
        area_code=_area_code(number),
    )


class CallerNumberRefusedError(WordedError):
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
        raise CallerNumberRefusedError(
            Wording("geen telefoonnummer dat in gebruik is ziet er zo uit", "no telephone number in use has this form")
        )
    return number


def listed_prefix(text: str) -> str:
    """Return the beginning of numbers as E.164 has it: "088", "+3188" and "003188" are all "+3188".

    Raises CallerNumberRefusedError for what is written otherwise, and for a beginning that all Dutch numbers have.
    """
    found = _PREFIX.fullmatch(text)
    if found is None:
        raise CallerNumberRefusedError(Wording("geen nummer begint zo", "no number begins like this"))
    written, digits = found.groups()
    prefix = f"{_HOME}{digits}" if written == "0" else f"+{digits}"
    if prefix.startswith(f"{_HOME}0"):
        raise CallerNumberRefusedError(Wording("geen nummer heeft een 0 achter +31", "no number has a 0 behind +31"))
    if _HOME.startswith(prefix):
        raise CallerNumberRefusedError(
            Wording("elk Nederlands nummer begint zo", "every Dutch number begins like this")
        )
    return prefix


def _presentation(text: str | None) -> int:
    if not text or text.startswith("allowed"):
        return _ALLOWED
    if text == "unavailable":
        return _UNAVAILABLE
    if re.fullmatch(r"[0-9]{1,3}", text):
        bits = int(text) & _PRESENTATION_BITS
        return bits if bits in (_ALLOWED, _UNAVAILABLE) else _PROHIBITED
    return _PROHIBITED


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    if not _DIGITS.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text, _HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _area_code(number: phonenumbers.PhoneNumber) -> str | None:
    if number.country_code != _HOME_COUNTRY:
        return None
    # By our own list: phonenumbers' search for the code's length takes longer than all the rest of a decision.
    national = "0" + phonenumbers.national_significant_number(number)
    area_code = next((code for code in (national[:3], national[:4]) if code in area_codes()), None)
    if area_code is None or phonenumbers.number_type(number) != PhoneNumberType.FIXED_LINE:
        return None
    return area_code
