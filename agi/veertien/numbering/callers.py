"""Callers' numbers: read through phonenumbers, and forgotten at once when the caller withholds them."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from veertien.numbering.area_codes import area_codes

_HOME_REGION = "NL"
_HOME_COUNTRY = 31
_DIGITS = re.compile(r"\+?[0-9]{3,20}")
_ANONYMOUS = "anonymous"

# The two presentation bits of Q.931's calling party number, as Asterisk's agi_callingpres gives them.
_PRESENTATION_BITS = 0x60
_ALLOWED, _PROHIBITED, _UNAVAILABLE = 0x00, 0x20, 0x40


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as far as may be known.

    `number_e164` is None when the number is withheld, missing, or no valid telephone number. `area_code` ("0229") is
    set for a Dutch geographic number only.
    """

    number_e164: str | None
    withheld: bool
    area_code: str | None


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
    if number.country_code != _HOME_COUNTRY or phonenumbers.number_type(number) != PhoneNumberType.FIXED_LINE:
        return None
    digits = phonenumbers.length_of_geographical_area_code(number)
    area_code = "0" + phonenumbers.national_significant_number(number)[:digits]
    return area_code if area_code in area_codes() else None
