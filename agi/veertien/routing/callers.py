"""What the tables say of callers: whom no call is taken from, how often one may call, and who is beyond both."""

from dataclasses import dataclass, field
from enum import StrEnum

from veertien.numbering import Caller, CallerEntry, CallerList


class OverRate(StrEnum):
    """What becomes of a call over the rate: refused as busy, or given to the operator."""

    BUSY = "busy"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many `calls` from one number in any stretch of so many `seconds`."""

    calls: int
    seconds: int
    over: OverRate = OverRate.BUSY


@dataclass(frozen=True, slots=True)
class Callers:
    """The rules about callers' numbers. Who is `exempt` is neither blocked nor counted."""

    blocked: CallerList = field(default_factory=CallerList)
    exempt: CallerList = field(default_factory=CallerList)
    rate: Rate | None = None

    def blocking(self, caller: Caller) -> CallerEntry | None:
        """Return the entry that blocks a caller; never one for a number that is withheld, missing or not understood."""
        return None if self.exempt.find(caller) else self.blocked.find(caller)

    def counted(self, caller: Caller) -> str | None:
        """Return under which number a caller's calls are counted; None where they aren't."""
        return None if self.rate is None or self.exempt.find(caller) else caller.number_e164


class Bar(StrEnum):
    """Why a call is not treated as others are."""

    BLOCKED = "blocked"
    """Its caller's number is on the blocking list."""
    TOO_MANY = "too_many"
    """Its caller called too often."""


@dataclass(frozen=True, slots=True)
class Barred:
    """What is held against a call. `entry` is the one that blocks it, None for TOO_MANY."""

    why: Bar
    entry: CallerEntry | None = None
