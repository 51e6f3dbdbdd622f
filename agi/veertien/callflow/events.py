"""What happens to calls, as one stream of events: each a frozen value with the call and the time.

Log, metrics, records and pages read these and nothing else. None has a caller's number, words or audio in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from veertien.callflow.record import Arrival, CallEnd, CallRecord, CallTimes


@dataclass(frozen=True, slots=True)
class CallOffered:
    """A call has come in."""

    call: str
    """Asterisk's unique id."""
    at: datetime
    """When, with its time zone."""
    arrival: Arrival = field(default_factory=Arrival)


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """It was answered, to ask or tell its caller something."""

    call: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallCameBack:
    """It was put through before, and has come back."""

    call: str
    at: datetime
    turn: str
    """What it has done: back, again or alike."""
    passed: tuple[str, ...]
    """The 14-numbers that it went through."""
    alike: int
    """How many calls of this caller to this number there are."""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """Its caller is being asked which municipality is meant; QuestionEnded follows."""

    call: str
    at: datetime
    area_code: str | None
    """None under the national number."""


@dataclass(frozen=True, slots=True)
class NameHeard:
    """An answer was recognised."""

    call: str
    at: datetime
    best: str | None
    """The best guess: a CBS code, a command or yes/no; None where nothing was understood."""
    confidence: float | None
    audio_seconds: float
    """How much of the caller's audio was recognised."""
    seconds: float
    """How long that took."""
    line: dict[str, float]
    """What the line was like: snr_db, clipped, lost. Empty where nobody spoke."""
    second_ear: str | None = None
    """What came of asking the second ear: agreed, changed or unavailable; None where it was not asked."""
    second_ear_seconds: float | None = None
    """How long was waited for it."""
    state: str | None = None
    """Which question it answered: proposing, asking, confirming, spelling, listing or list_confirming."""
    decision: str | None = None
    """Whether the best guess alone is sure enough: accept, confirm or reject."""
    second: str | None = None
    """The next best guess."""
    second_confidence: float | None = None
    over_prompt: bool = False
    """Whether the caller began over a prompt."""
    said_as: str | None = None
    """What kind of name was heard: municipality, place, former or other; None where it was no name, or two."""


@dataclass(frozen=True, slots=True)
class QuestionEnded:
    """Its caller is no longer being asked."""

    call: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallDecided:
    """Where a call goes is known; the dialplan is about to get it."""

    call: str
    at: datetime
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallSettled:
    """The dialplan has the decision, or the caller is gone: all that the daemon itself knows of the call."""

    call: str
    at: datetime
    record: CallRecord
    end_expected: bool
    """Whether its end will be heard of."""


@dataclass(frozen=True, slots=True)
class CallGivenUp:
    """Something broke, and no decision will come: the dialplan's fallback has the call."""

    call: str
    at: datetime
    end_expected: bool


@dataclass(frozen=True, slots=True)
class CallDialled:
    """The dialplan dials a destination."""

    call: str
    at: datetime
    endpoint: str
    attempt: int
    """Its place in the list, from 1; 0 for the fallback."""


@dataclass(frozen=True, slots=True)
class CallTaken:
    """The destination dialled last took the call."""

    call: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over. Published once a call, however often its end is reported."""

    call: str
    at: datetime
    end: CallEnd


@dataclass(frozen=True, slots=True)
class CallRecorded:
    """All that will be known of a call, once: what was decided and how it ended; None for what is not known.

    With neither, the dialplan's fallback has it.
    """

    call: str
    at: datetime
    record: CallRecord | None
    end: CallEnd | None
    arrival: Arrival | None = None
    times: CallTimes = field(default_factory=CallTimes)


FALLBACK_OUTCOME = "fallback"
"""The outcome of a call that the dialplan's fallback took, whatever had been decided before."""

CallEvent = (
    CallOffered
    | CallAnswered
    | CallCameBack
    | QuestionAsked
    | NameHeard
    | QuestionEnded
    | CallDecided
    | CallSettled
    | CallGivenUp
    | CallDialled
    | CallTaken
    | CallEnded
    | CallRecorded
)

EVENT_NAMES: Mapping[type[CallEvent], str] = MappingProxyType(
    {
        CallOffered: "offered",
        CallAnswered: "answered",
        QuestionAsked: "asked",
        NameHeard: "heard",
        QuestionEnded: "question_ended",
        CallCameBack: "came_back",
        CallDecided: "decided",
        CallSettled: "settled",
        CallGivenUp: "given_up",
        CallDialled: "dialled",
        CallTaken: "taken",
        CallEnded: "ended",
        CallRecorded: "call",
    }
)
"""The names under which they are published."""


def event_name(event: CallEvent) -> str:
    """Return the name under which a kind of event is published."""
    return EVENT_NAMES[type(event)]
