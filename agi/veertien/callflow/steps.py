"""What a call's flow takes and gives: events of the call going in, actions coming out, and the values they carry."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from veertien.callflow.question_time import ExchangeTimes, PartSince
from veertien.callflow.record import CallRecord, HeardName, Question
from veertien.conversation import Language, Result
from veertien.routing import Decision, MunicipalityEntry, Notice, Rate, Remembered, TrunkStates


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What counts at the moment of an event."""

    now: datetime
    """The time of day, which knows its time zone."""
    seconds: float
    """Seconds of a clock that doesn't go back; only differences mean anything."""
    trunk_states: TrunkStates
    """The state of each trunk's endpoint; one that is missing is unknown."""


@dataclass(frozen=True, slots=True)
class Interview:
    """What came of the question to a caller."""

    result: Result
    prompts: int
    """How many prompts were played."""
    heard: tuple[HeardName, ...]
    """The best guess of each answer, in order."""
    asked: tuple[str, ...] = ()
    """A text for each time the caller was spoken to: the prompts' identities, with a + in between."""
    audio_seconds: float | None = None
    """Seconds of audio that came from the caller; None where there was no audio connection."""
    declined: frozenset[str] = frozenset()
    """The CBS codes of the municipalities that the caller said no to."""
    turns: tuple[PartSince, ...] = ()
    """Where the time went."""
    barge_ins: int = 0
    """How often the caller broke a prompt off."""
    keys: int = 0
    """How many keys the caller pressed."""
    language: Language = Language.DUTCH
    """What the caller was spoken to in at the end."""
    times: ExchangeTimes = field(default_factory=ExchangeTimes)
    """Of the clock that `Circumstances` has its seconds of."""


class AnnouncementEnd(StrEnum):
    """How an announcement ended."""

    SAID = "said"
    """All of it was played."""
    PERSON = "person"
    """The caller pressed 0 for a person."""
    LOST = "lost"
    """It was not played to its end: the audio, or the caller, is gone."""
    UNMADE = "unmade"
    """Its sound could not be made in time, so the call was not answered for it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The call has come in."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The call was counted among its caller's."""

    within: bool
    """Whether it is within the rate, not over it."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is remembered of the caller's choice has been looked up."""

    remembered: Remembered | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The caller was answered: from now on they hear us, and pay."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """The conversation has its result; the caller is still there to be spoken to."""

    result: Result


@dataclass(frozen=True, slots=True)
class Interviewed:
    """The question is over and the caller is still there."""

    interview: Interview
    audio_failed: bool = False
    """The caller may not have heard the end of it."""


@dataclass(frozen=True, slots=True)
class Announced:
    """The announcement is over and the caller is still there."""

    ending: AnnouncementEnd
    audio_failed: bool = False
    """The caller may not have heard it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The dialplan has the decision."""


@dataclass(frozen=True, slots=True)
class CallerGone:
    """The caller hung up."""

    interview: Interview | None = None
    """What the question had come to; None where it had not begun."""


FlowEvent = Offered | Counted | Recalled | Answered | Concluded | Interviewed | Announced | Settled | CallerGone


@dataclass(frozen=True, slots=True)
class CountCall:
    """Count the call among its caller's, under this rate; then Counted."""

    rate: Rate
    number: str
    """The caller's."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Look up what the caller chose before; then Recalled."""

    number: str
    """The caller's."""
    dialled: str
    """The number under which they chose."""
    day: date
    without_asking: bool
    """Whether what is found may route the call by itself, so that it matters whether it was chosen just now."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the caller which municipality is meant; then Answered, Concluded and Interviewed, or CallerGone."""

    area_code: str | None
    proposed: MunicipalityEntry | None
    """Whom the caller is asked about first."""
    likelier: frozenset[str]
    """The CBS codes that something known of the caller points to."""


@dataclass(frozen=True, slots=True)
class TakeLeave:
    """Say what there is to say to a caller whose question had this result and led to this decision."""

    result: Result
    decision: Decision


@dataclass(frozen=True, slots=True)
class Announce:
    """Say this to the caller; then Answered and Announced, or CallerGone."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class KeptChoice:
    """What a caller chose, to be remembered."""

    number: str
    """The caller's."""
    dialled: str
    code: str
    """The CBS code of the municipality."""
    until: date
    """The first day on which it no longer counts."""
    without_asking: bool
    """Whether it may route their next call by itself."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Give the dialplan the decision, with how the question went, and keep the choice; then Settled or CallerGone."""

    decision: Decision
    question: Question | None = None
    times: ExchangeTimes = field(default_factory=ExchangeTimes)
    """When the caller was asked and answered, since the call came in."""
    kept: KeptChoice | None = None


@dataclass(frozen=True, slots=True)
class DoNothing:
    """Nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Close:
    """The flow is over; this is the call's record."""

    record: CallRecord


FlowAction = CountCall | Recall | Ask | TakeLeave | Announce | Settle | DoNothing | Close
