"""Digits that may be somebody's number, and those that are a time, an address of a machine or an id of a call."""

import ipaddress
import re

_GAP = (
    r"(?:[ \t\u00a0\u00ad\u2000-\u200f\u202f\u2060\ufeff\-\u2010-\u2015\u2212.()/_\u00b7]|"
    r"%(?:20|2D|2E|28|29|2F|A0)|&nbsp;|\\[tu]00a0)"
)
"""What people write between the digits of a number."""
LEAST_DIGITS = 7
"""A number has at least so many: 14-numbers have six, and so have times of a day."""
_ENDS = rf"(?!{_GAP}{{0,3}}\d)"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]\d|\d)"

DIGITS = re.compile(
    "|".join(
        (
            r"(?P<uuid>(?<![\w-])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![\w-]))",
            r"(?P<hash>(?<![0-9A-Za-z])[0-9a-fA-F]{32,}(?![0-9A-Za-z]))",
            # Date, or date and time.
            r"(?P<time>(?<![\d+])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
            rf"(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,6}})?)?(?:Z|[+-]\d\d:?\d\d)?)?{_ENDS})",
            # Asterisk's unique id of a call: when it came in, in seconds, and a counter.
            rf"(?P<call>(?<![\d+])(?:1[5-9]|2[01])\d{{8}}\.\d{{1,6}}{_ENDS})",
            rf"(?P<ipv4>(?<![\d+.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|[-.() \u00a0]{{1,2}}\d))",
            r"(?P<ipv6>(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:]))",
            rf"(?P<number>(?<!\d)(?:\+{_GAP}{{0,2}})?\d(?:{_GAP}{{0,3}}\d){{{LEAST_DIGITS - 1},}})",
        )
    )
)
_LETTERS_IN_UUID = 4
"""A real one has twelve; digits alone may be a number in disguise."""
_SIGNIFICANT = 9
"""Digits of a Dutch number without the zero."""


def kind_of(found: re.Match[str]) -> str | None:
    """Return what was found: a number, an address or a hash; None for what anybody may read."""
    text = found[0]
    match found.lastgroup:
        case "uuid":
            return None if sum(map(str.isalpha, text)) >= _LETTERS_IN_UUID else "number"
        case "time" | "call":
            return None
        case "ipv4" | "ipv6":
            return None if _is_local(text) else "address"
    return found.lastgroup


def same_number(written: str) -> str:
    """Return what is alike for a number in whatever way it is written."""
    return "".join(str(int(digit)) for digit in written if digit.isdecimal())[-_SIGNIFICANT:]


def _is_local(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text.count("::") > 0 and len(text) <= 3
    return address.is_loopback or address.is_unspecified or address.is_private or address.is_link_local
