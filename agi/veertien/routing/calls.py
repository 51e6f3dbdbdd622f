"""A call with where it has been, and the decision about it: its outcome, the reason, what is announced first.

A call that was put through may come back: a municipality whose exchange forwards to a 14-number turns it round. Two
signs show that, both brought by the dialplan. A header of ours, which names the 14-numbers that a call was put through
for already; and, for who loses headers, how many calls of one caller to one number there are. Neither can be used
against somebody else: a forged header goes with the forger's own call, and who rings under another's number sends that
other to a person at worst.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from veertien.numbering import Caller, CallerEntry
from veertien.routing.destinations import Destination
from veertien.routing.opening_hours import Opening
from veertien.routing.tables import MunicipalityEntry

MOST_PASSED = 5
"""A call that was put through this often is turned away, whichever numbers it was for."""
MOST_ALIKE = 10
"""Calls of one caller to one number at a time. A company, or a relay service, shows one number for many people."""
_LONGEST_TRAIL = 100
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a caller chose before in the area code that is dialled now."""

    code: str
    """The CBS code of the municipality."""
    just_now: bool = False
    """Whether that was minutes ago: who calls again so soon may have got the wrong one, and is asked in any case."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a call has been, and the calls like it."""

    passed: tuple[str, ...] = ()
    """The 14-numbers it was put through for, oldest first."""
    alike: int = 0
    """How many calls of this caller to this number there are now, this one included; 0 where the caller isn't known."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as offered: the digits as the trunk sent them, what is known of the caller, and where it has been."""

    dialled: str
    caller: Caller
    remembered: Remembered | None = None
    trail: Trail = field(default_factory=Trail)


class Hint(StrEnum):
    """What points to the municipality that a caller may mean, before they have said anything."""

    REMEMBERED = "remembered"
    """They chose it before."""
    CALLER_AREA = "caller_area"
    """It lies in the area code that they call from."""


class Asked(StrEnum):
    """What became of the question which municipality is meant."""

    OPEN = "open"
    """It is asked."""
    PROPOSED = "proposed"
    """The caller is asked about one municipality first, or another name."""
    SKIPPED = "skipped"
    """It would have been asked, but a hint routed the call."""
    NOT_NEEDED = "not_needed"
    """There was nothing to ask; outcome and reason say why."""


class Turn(StrEnum):
    """What a call that comes back has done."""

    BACK = "back"
    """It was put through for the number that it dials, once."""
    AGAIN = "again"
    """That happened before, and it was given to a person then; or it was put through too often."""
    ALIKE = "alike"
    """So many calls of this caller to this number are under way that it looks like one that turns round."""


class TrunkState(Enum):
    """Whether a trunk's endpoint can be reached. UNKNOWN counts as reachable: trying beats not trying."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


TrunkStates = Mapping[str, TrunkState]
"""Whether trunks can be reached, by endpoint; one that is missing is unknown."""


class NoticeKind(StrEnum):
    """What is announced."""

    CLOSED = "closed"
    NOT_CONNECTED = "not_connected"
    MAINTENANCE = "maintenance"


class Then(StrEnum):
    """What comes after it."""

    END = "end"
    """The call ends."""
    PERSON = "person"
    """The operator gets the call."""
    THROUGH = "through"
    """The caller is put through to somebody else than usual."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to announce; the words are the business of `prompts`."""

    kind: NoticeKind
    then: Then
    name: str | None = None
    """A municipality's, as it is said; None when it is about the number as a whole."""
    opens: Opening | None = None
    """When it opens next; for CLOSED only."""
    number: str | None = None
    """A telephone number; for NOT_CONNECTED only."""
    message: str | None = None
    """What is said in place of the usual words; for MAINTENANCE only."""


class Bar(StrEnum):
    """Why a call is not treated as others are."""

    BLOCKED = "blocked"
    """Its caller's number is on the blocking list."""
    TOO_MANY = "too_many"
    """Its caller called too often."""


@dataclass(frozen=True, slots=True)
class Barred:
    """What is held against a call."""

    why: Bar
    entry: CallerEntry | None = None
    """The one that blocks it; None for TOO_MANY."""


class Outcome(StrEnum):
    """The kind of a decision."""

    CONNECT = "connect"
    ASK = "ask"
    CLOSED = "closed"
    NOT_CONNECTED = "not_connected"
    OPERATOR = "operator"
    REFUSED = "refused"


class ReasonCode(StrEnum):
    """What a decision was for, to count by; the reason says it in words."""

    ONLY = "only"
    """Nobody else is connected, or can be reached."""
    SEVERAL = "several"
    """Several can be reached, so the caller is asked."""
    CHOSEN = "chosen"
    """The caller chose it."""
    REMEMBERED = "remembered"
    """The caller chose it before, and was not asked."""
    PERSON = "person"
    """The question or an announcement led to a person."""
    CLOSED = "closed"
    MAINTENANCE = "maintenance"
    NOT_CONNECTED = "not_connected"
    TRUNKS_DOWN = "trunks_down"
    """It, or everybody, can't be reached now."""
    CAME_BACK = "came_back"
    """The call was put through before and came back."""
    BLOCKED = "blocked"
    TOO_MANY = "too_many"
    NO_SUCH_NUMBER = "no_such_number"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a call, and why."""

    outcome: Outcome
    dialled: str
    """The 14-number ("140229") or the national number; the digits as sent when they were refused."""
    area_code: str | None
    """None for the national number and for refused digits."""
    candidates: tuple[MunicipalityEntry, ...]
    """The connected municipalities of the area code, or of the country."""
    municipality: MunicipalityEntry | None
    """The one meant; None until that is known."""
    destinations: tuple[Destination, ...]
    """To be tried in order; empty only for ASK and REFUSED, and for CLOSED where the call ends after its
    announcement."""
    reason: str
    """Why, in one sentence."""
    code: ReasonCode
    notice: Notice | None = None
    """What the caller hears first; None for nothing."""
    proposed: MunicipalityEntry | None = None
    """Whom a caller that is asked is asked about first."""
    hint: Hint | None = None
    """What points to the municipality that is proposed, or that gets the call unasked."""
    barred: Barred | None = None
    """What is held against the call; None for nearly all."""
    turn: Turn | None = None
    """How the call comes back after it was put through; None for nearly all."""
    cause: int | None = None
    """The Q.850 cause with which a call is REFUSED; None for the usual one."""

    @property
    def asked(self) -> Asked:
        """What this decision, as the first of a call, makes of the question."""
        if self.outcome is Outcome.ASK:
            return Asked.PROPOSED if self.proposed else Asked.OPEN
        return Asked.SKIPPED if self.hint else Asked.NOT_NEEDED


def trail_of(passed: str, alike: str) -> Trail:
    """Read what the dialplan gives; it takes anything and raises nothing, for a caller may have written it."""
    parts = passed[:_LONGEST_TRAIL].split("-")
    return Trail(tuple(filter(_NUMBER.fullmatch, parts)), int(alike) if _NUMBER.fullmatch(alike) else 0)


def turn_of(trail: Trail, dialled: str) -> Turn | None:
    """Return in which way a call to a 14-number ("140229") comes back, None when it doesn't."""
    times = trail.passed.count(dialled)
    if times > 1 or len(trail.passed) >= MOST_PASSED:
        return Turn.AGAIN
    if times:
        return Turn.BACK
    return Turn.ALIKE if trail.alike > MOST_ALIKE else None
