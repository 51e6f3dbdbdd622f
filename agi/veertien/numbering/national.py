"""The national number: one number for all municipalities, 1400 for example, chosen by who runs the platform.

A trunk may send it in the forms that it sends a 14-number in:

    1400            the number itself
    01400           with a trunk zero
    014001400       behind the routing prefix 01400
    +311400         international
    311400          international, without its plus
    00311400        international, dialled

01400 is also the routing prefix itself: the whole of what was dialled decides, and nothing behind it means the number.
"""

import re
from dataclasses import dataclass

from veertien.numbering.fourteen import FourteenNumber, NumberRefusedError, parse_dialled

_PREFIXES = ("", "0", "01400", "+31", "31", "0031")
_SHORT = re.compile("1[0-9]{2,5}", re.ASCII)
_EMERGENCY = "112"


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """The national number by its digits ("1400"): three to six, the first of them a 1, no 14-number, and not 112.

    Raises NumberRefusedError for others.
    """

    dialled: str

    def __post_init__(self) -> None:
        if not _SHORT.fullmatch(self.dialled):
            raise NumberRefusedError("The national number has three to six digits and begins with 1, such as 1400.")
        if self.dialled == _EMERGENCY:
            raise NumberRefusedError(f"{_EMERGENCY} is the emergency number.")
        if any(map(_is_fourteen_number, self.forms)):
            raise NumberRefusedError(f"{self.dialled} is the 14-number of an area code.")

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
        return tuple(prefix + self.dialled for prefix in _PREFIXES)


def parse_offered(text: str, national: NationalNumber | None) -> FourteenNumber | NationalNumber:
    """Return what a trunk sent: `national`, where there is one, or a 14-number. Raises NumberRefusedError only."""
    if national is not None and text in national.forms:
        return national
    return parse_dialled(text)


def _is_fourteen_number(text: str) -> bool:
    try:
        parse_dialled(text)
    except NumberRefusedError:
        return False
    return True
