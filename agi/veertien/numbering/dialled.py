"""Dialled numbers: 14-numbers and the national number, in every form a trunk may send.

The forms a trunk may send, for 14 0229:

    140229          the number itself
    0140229         with a trunk zero
    01400140229     behind the routing prefix 01400, whole
    014000229       behind the routing prefix 01400, the area code alone
    +31140229       international
    31140229        international, without its plus
    0031140229      international, dialled

Which 14-numbers exist, and how long they are, is in table 140X of the Dutch number plan.

The national number is one number for all municipalities, 1400 for example, chosen by who runs the platform. A trunk may
send it in the same forms:

    1400            the number itself
    01400           with a trunk zero
    014001400       behind the routing prefix 01400
    +311400         international
    311400          international, without its plus
    00311400        international, dialled

01400 is also the routing prefix itself: the whole of what was dialled decides, and nothing behind it means the number.

Everything else is refused with a reason. Input is attacker data: only ASCII digits and one leading plus sign are read.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from veertien.numbering.area_codes import area_codes
from veertien.wording import Wording

_LONGEST = 16
_WRITTEN = re.compile(r"\+?[0-9]+")
# Prefix and area code go first: 014000229 is no trunk zero and 1400 0229.
_FORMS = re.compile(r"01400(?P<area_code>0[0-9]*)|(?:\+31|0031|31|01400|0)?(?P<whole>14[0-9]*)")
_NATIONAL_PREFIXES = ("", "0", "01400", "+31", "31", "0031")
_NATIONAL = re.compile("1[0-9]{2,5}", re.ASCII)
_EMERGENCY = "112"


class NumberRefusedError(ValueError):
    """A number that is not the 14-number of an area code.

    `reason` says why in one sentence; what it quotes is shortened and escaped, so it is safe to print and log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NationalNumberRefusedError(NumberRefusedError):
    """A text that can't be the national number; `wording` says why."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.english)
        self.wording = wording


@dataclass(frozen=True, slots=True)
class FourteenNumber:
    """The 14-number of one area code. Raises NumberRefusedError for an area code that does not exist."""

    area_code: str

    def __post_init__(self) -> None:
        if self.area_code not in area_codes():
            raise NumberRefusedError(f"There is no Dutch area code {_quoted(self.area_code)}.")

    @property
    def dialled(self) -> str:
        """The digits as dialled: "140229"."""
        return "14" + self.area_code

    @property
    def spoken(self) -> str:
        """The number as written for people: "14 0229"."""
        return "14 " + self.area_code


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """The national number by its digits ("1400"): three to six, the first of them a 1, no 14-number, and not 112.

    Raises NationalNumberRefusedError for others.
    """

    dialled: str

    def __post_init__(self) -> None:
        if not _NATIONAL.fullmatch(self.dialled):
            raise NationalNumberRefusedError(
                Wording(
                    "Het landelijke nummer heeft drie tot zes cijfers en begint met 1, zoals 1400.",
                    "The national number has three to six digits and begins with 1, such as 1400.",
                )
            )
        if self.dialled == _EMERGENCY:
            raise NationalNumberRefusedError(
                Wording(f"{_EMERGENCY} is het alarmnummer.", f"{_EMERGENCY} is the emergency number.")
            )
        if any(map(_is_fourteen_number, self.forms)):
            raise NationalNumberRefusedError(
                Wording(
                    f"{self.dialled} is het 14-nummer van een netnummer.",
                    f"{self.dialled} is the 14-number of an area code.",
                )
            )

    @property
    def area_code(self) -> None:
        """It has none: it stands for the whole country."""
        return None

    @property
    def spoken(self) -> str:
        """The number as written for people."""
        return self.dialled

    @property
    def forms(self) -> tuple[str, ...]:
        """What a trunk may send for it."""
        return tuple(prefix + self.dialled for prefix in _NATIONAL_PREFIXES)


def parse_offered(text: str, national: NationalNumber | None) -> FourteenNumber | NationalNumber:
    """Return what a trunk sent: `national`, where there is one, or a 14-number. Raises NumberRefusedError only."""
    if national is not None and text in national.forms:
        return national
    return parse_dialled(text)


def is_offered(text: str, national: NationalNumber | None) -> bool:
    """Return whether calls come in on a number: a 14-number, or `national`, in any form that a trunk may send."""
    try:
        parse_offered(text, national)
    except NumberRefusedError:
        return False
    return True


def parse_dialled(text: str) -> FourteenNumber:
    """Return the 14-number in what a trunk sent, in any of the module's forms. Raises NumberRefusedError only."""
    if not text:
        raise NumberRefusedError("No number was dialled.")
    if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
        raise NumberRefusedError(
            f"{_quoted(text)} is not a telephone number: at most {_LONGEST} digits, + only in front."
        )
    form = _FORMS.fullmatch(text)
    if form is None:
        raise NumberRefusedError(f"{_quoted(text)} is not a 14-number: those are 14 and an area code, such as 140229.")
    return _checked(form["whole"] or "14" + form["area_code"])


def parse_typed(text: str) -> FourteenNumber:
    """Return the 14-number a person typed: as parse_dialled, with plain spaces allowed.

    Raises NumberRefusedError only.
    """
    return parse_dialled(text.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class Range:
    """A range of 14-numbers: its first digits, how many digits a municipality's number has (None: no such), its use."""

    prefix: str
    digits: int | None
    use: str


@cache
def table_140x() -> tuple[Range, ...]:
    """Return the table. Sources: data/SOURCES.md."""
    text = files("veertien.numbering").joinpath("data/table_140x.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return tuple(Range(row["prefix"], int(row["digits"]) if row["digits"] else None, row["use"]) for row in rows)


def range_of(digits: str) -> Range | None:
    """Return the range that digits starting with 14 lie in, or None; no two ranges overlap."""
    return next((row for row in table_140x() if digits.startswith(row.prefix)), None)


def _checked(digits: str) -> FourteenNumber:
    """Return the 14-number of `digits` ("14..."), by the range of table 140X they lie in."""
    found = range_of(digits)
    if found is None:
        area_code = "0" + digits.removeprefix("14")
        hint = f"; did you mean 14{area_code}?" if area_code in area_codes() else "."
        raise NumberRefusedError(f"{digits} lies in no range of table 140X: 14 must be followed by an area code{hint}")
    if found.digits is None:
        raise NumberRefusedError(f"{digits} is not a municipal number: {found.prefix} is {found.use}.")
    if len(digits) != found.digits:
        raise NumberRefusedError(f"{digits} has {len(digits)} digits: numbers in {found.prefix} have {found.digits}.")
    return FourteenNumber(digits.removeprefix("14"))


def _is_fourteen_number(text: str) -> bool:
    try:
        parse_dialled(text)
    except NumberRefusedError:
        return False
    return True


def _quoted(text: str) -> str:
    return ascii(text if len(text) <= _LONGEST else text[:_LONGEST] + "...")
