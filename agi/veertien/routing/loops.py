"""Calls that were put through and come back: a municipality whose exchange forwards to a 14-number turns them round.

Two signs, both brought by the dialplan. A header of ours, which names the 14-numbers that a call was put through for
already; and, for who loses headers, how many calls of one caller to one number there are. Neither can be used against
somebody else: a forged header goes with the forger's own call, and who rings under another's number sends that other to
a person at worst.
"""

from dataclasses import dataclass
from enum import StrEnum

#: A call that was put through this often is turned away, whichever numbers it was for.
MOST_PASSED = 5
#: Calls of one caller to one number at a time. A company, or a relay service, shows one number for many people.
MOST_ALIKE = 10
_LONGEST_TRAIL = 100


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a call has been: the 14-numbers it was put through for, oldest first, and the calls like it.

    `alike` counts the calls of this caller to this number that there are now, this one included; 0 where the caller
    isn't known.
    """

    passed: tuple[str, ...] = ()
    alike: int = 0


class Turn(StrEnum):
    """What a call that comes back has done."""

    BACK = "back"
    """It was put through for the number that it dials, once."""
    AGAIN = "again"
    """That happened before, and it was given to a person then; or it was put through too often."""
    ALIKE = "alike"
    """So many calls of this caller to this number are under way that it looks like one that turns round."""


def trail_of(passed: str, alike: str) -> Trail:
    """Read what the dialplan tells; it takes anything and raises nothing, for a caller may have written it."""
    parts = passed[:_LONGEST_TRAIL].split("-")
    return Trail(tuple(filter(_is_number, parts)), int(alike) if _is_number(alike) else 0)


def turn_of(trail: Trail, dialled: str) -> Turn | None:
    """Return in which way a call to a 14-number ("140229") comes back, None when it doesn't."""
    times = trail.passed.count(dialled)
    if times > 1 or len(trail.passed) >= MOST_PASSED:
        return Turn.AGAIN
    if times:
        return Turn.BACK
    return Turn.ALIKE if trail.alike > MOST_ALIKE else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9
