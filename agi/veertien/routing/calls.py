"""What goes into a decision and what comes out."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from veertien.numbering import Caller
from veertien.routing.notices import Notice
from veertien.routing.tables import Destination, MunicipalityEntry


@dataclass(frozen=True, slots=True)
class Call:
    """A call as offered: the digits as the trunk sent them, and what is known of the caller."""

    dialled: str
    caller: Caller


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
    told first, None where nothing is. `proposed` is whom a caller that is asked is asked about first.
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
