"""What goes into a decision and what comes out."""

from dataclasses import dataclass, field
from enum import Enum, StrEnum

from veertien.numbering import Caller
from veertien.routing.callers import Barred
from veertien.routing.loops import Trail, Turn
from veertien.routing.notices import Notice
from veertien.routing.tables import Destination, MunicipalityEntry


@dataclass(frozen=True, slots=True)
class Remembered:
    """The CBS code of what a caller chose before in the area code that is dialled now.

    `just_now` when that was minutes ago: who calls again so soon may have got the wrong one, and is asked in any case.
    """

    code: str
    just_now: bool = False


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


class TrunkState(Enum):
    """Whether a trunk's endpoint can be reached. UNKNOWN counts as reachable: trying beats not trying."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What becomes of a call."""

    CONNECT = "connect"
    ASK = "ask"
    CLOSED = "closed"
    NOT_CONNECTED = "not_connected"
    OPERATOR = "operator"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a call, and why in one sentence.

    `dialled` is the 14-number ("140229") or the national number, or the digits as sent when they were refused;
    `area_code` is None for those two; `candidates` are the connected municipalities of the area code, or of the
    country; `municipality` is the one meant, once that is known; `destinations` are to be tried in order and are empty
    only for ASK and REFUSED, and for CLOSED where the call ends after its announcement. `notice` is what the caller is
    told first, None where nothing is. `proposed` is whom a caller that is asked is asked about first; `hint` is what
    points to it, or to the municipality that gets the call unasked. `barred` is what is held against the call, `turn`
    how it comes back after it was put through; both None for nearly all. `cause` is the Q.850 cause with which a call
    is REFUSED, None for the usual one.
    """

    outcome: Outcome
    dialled: str
    area_code: str | None
    candidates: tuple[MunicipalityEntry, ...]
    municipality: MunicipalityEntry | None
    destinations: tuple[Destination, ...]
    reason: str
    notice: Notice | None = None
    proposed: MunicipalityEntry | None = None
    hint: Hint | None = None
    barred: Barred | None = None
    turn: Turn | None = None
    cause: int | None = None

    @property
    def asked(self) -> Asked:
        """What this decision, as the first of a call, makes of the question."""
        if self.outcome is Outcome.ASK:
            return Asked.PROPOSED if self.proposed else Asked.OPEN
        return Asked.SKIPPED if self.hint else Asked.NOT_NEEDED
