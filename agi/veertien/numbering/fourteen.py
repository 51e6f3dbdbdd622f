"""14-numbers: parsed from what a trunk dialled or a person typed, checked against table 140X.

The forms a trunk may send, for 14 0229:

    140229          the number itself
    0140229         with a trunk zero
    01400140229     behind the routing prefix 01400, whole
    014000229       behind the routing prefix 01400, the area code alone
    +31140229       international
    31140229        international, without its plus
    0031140229      international, dialled

Everything else is refused with a reason. Input is attacker data: only ASCII digits and one leading plus sign are read.
"""

import re
from dataclasses import dataclass

from veertien.numbering.area_codes import area_codes
from veertien.numbering.table_140x import range_of

_LONGEST = 16
_WRITTEN = re.compile(r"\+?[0-9]+")
# Prefix and area code go first: 014000229 is no trunk zero and 1400 0229.
_FORMS = re.compile(r"01400(?P<area_code>0[0-9]*)|(?:\+31|0031|31|01400|0)?(?P<whole>14[0-9]*)")


class NumberRefusedError(ValueError):
    """A number that is not the 14-number of an area code.

    `reason` says why in one sentence; what it quotes is shortened and escaped, so it is safe to print and log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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


def _checked(digits: str) -> FourteenNumber:
    """Return the 14-number of `digits` ("14..."), by the range of table 140X they lie in."""
    found = range_of(digits)
    if found is None:
        raise NumberRefusedError(f"{digits} lies in no range of table 140X: 14 must be followed by an area code.")
    if found.digits is None:
        raise NumberRefusedError(f"{digits} is not a municipal number: {found.prefix} is {found.use}.")
    if len(digits) != found.digits:
        raise NumberRefusedError(f"{digits} has {len(digits)} digits: numbers in {found.prefix} have {found.digits}.")
    return FourteenNumber(digits.removeprefix("14"))


def _quoted(text: str) -> str:
    return ascii(text if len(text) <= _LONGEST else text[:_LONGEST] + "...")
