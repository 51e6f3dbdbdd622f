"""The groups in which a telephone number is written and said."""

import re
from itertools import pairwise

from veertien.numbering import area_codes

_INFORMATION = re.compile(r"0(?:800|90[0-9])")


def groups_of(number: str) -> tuple[str, ...]:
    """Return the digits of a number in groups: 0880000014 is 088, 000, 0014; one from abroad is one long group."""
    digits = re.sub("[^0-9]", "", re.sub(r"^(?:\+|00)31", "0", number))
    if _INFORMATION.match(digits):
        cuts = [4] if len(digits) <= 8 else [4, 7]
    elif len(digits) != 10:
        return (digits,)
    elif digits.startswith("06"):
        cuts = [2, 6]
    else:
        # Area codes of three digits, and 088, 085 and the like.
        cuts = [3, 6] if digits[:3] in area_codes() or digits[1] in "89" else [4, 7]
    bounds = [0, *cuts, len(digits)]
    return tuple(digits[start:end] for start, end in pairwise(bounds))
