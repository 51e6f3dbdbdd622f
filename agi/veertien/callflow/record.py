"""What is kept of one call: what was asked, heard and decided, how long each step took, and how the call ended."""

from dataclasses import dataclass
from datetime import datetime

from veertien.callflow.question_time import QuestionParts


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a call came in, and what it is decided by."""

    sip_call_id: str | None = None
    """The Call-ID of the INVITE, by which SIP traces find it; None where there was none."""
    test: bool = False
    """Whether it is a test call, placed on this machine."""
    caller_kind: str | None = None
    """What number the caller has: fixed, mobile, foreign, other, withheld or unknown."""
    version: str | None = None
    """The Veertien that has it."""
    tables: str | None = None
    """A digest of the tables."""
    model: str | None = None
    """A digest of the acoustic model."""
    selftest: bool = False
    """Whether it is one of those that ring nobody, and count nowhere but among themselves."""


@dataclass(frozen=True, slots=True)
class CallTimes:
    """When things happened to a call; None for what did not, or wasn't heard of."""

    started: datetime | None = None
    answered: datetime | None = None
    """Answered by us, to be asked or told something."""
    decided: datetime | None = None
    dialled: datetime | None = None
    """The first destination was."""
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeardName:
    """One answer as the recogniser took it; never audio or words."""

    key: str
    """A CBS code, or yes/no."""
    confidence: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class Question:
    """How the question to the caller went."""

    seconds: float
    """From the answered call to the decision."""
    prompts: int
    """How many prompts were played."""
    how: str
    """The way of the choice (speech, confirmed, keypad), or why there was none."""
    heard: tuple[HeardName, ...] = ()
    """The best guess of each answer, in order."""
    audio_seconds: float | None = None
    """How much audio came from the caller, who was silent or whose telephone sent none in the rest; None where there
    was no audio connection."""
    no_audio_from_caller: bool = False
    """Whether in all the time there was not a single packet of it."""
    parts: QuestionParts | None = None
    """Where the seconds went; they add up to `seconds`."""
    barge_ins: int = 0
    """How often the caller broke a prompt off, by voice or a key."""
    keys: int = 0
    """How many keys the caller pressed."""
    language: str = "nl"
    """What the caller was spoken to in at the end."""
    asked: tuple[str, ...] = ()
    """A text for each time the caller was spoken to: the prompts' identities, with a + in between."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call up to the decision."""

    call: str
    """Asterisk's unique id."""
    dialled: str
    """The 14-number or the national number; as it came in where it was refused."""
    area_code: str | None
    caller_area_code: str | None
    """All that is kept of the caller's number."""
    outcome: str
    municipality: str | None
    """Its CBS code; None where none was decided."""
    trunks: tuple[str, ...]
    """The keys of the trunks to try, in order."""
    reason: str
    """Why, in one sentence."""
    decided_seconds: float
    """From the moment the call reached the daemon to the decision."""
    question: Question | None = None
    """None where nothing had to be asked."""
    announced_seconds: float | None = None
    """How long an announcement took that was no question, from the answered call on; None where there was none."""
    asked: str | None = None
    """What became of the question which municipality is meant: open, proposed, skipped or not_needed."""
    hint: str | None = None
    """What pointed to the municipality that was proposed, or that got the call unasked: remembered or caller_area."""
    barred: str | None = None
    """What was held against the call: blocked, or too_many calls from its number; None for nearly all."""
    came_back: str | None = None
    """What it did where it was put through before and came back: back, again or alike; None for nearly all."""
    national: bool = False
    """Whether the national number was dialled."""
    reason_code: str | None = None
    """What the decision was for, in one word to count by (`ReasonCode`); of a caller who hung up: of what was decided
    before."""
    chose_before: str | None = None
    """`other` where the same caller chose another municipality within ten minutes before, empty where not; None where
    that was not compared. Which one is not kept: it is not the business of the municipality that has the call."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A destination that was dialled and did not take the call."""

    endpoint: str
    end: str
    """busy, no_answer, rejected, congestion, unavailable (it was not reached), or full (its trunk carries as many calls
    as it may)."""
    cause: int
    """Q.850."""
    sip_status: int | None = None
    """Its SIP answer, 480 also where it rang in vain; None where none came."""


@dataclass(frozen=True, slots=True)
class DialledDestination:
    """A destination that the dialplan dials for a call."""

    call: str
    endpoint: str
    attempt: int
    """Its place in the list, from 1; 0 for the fallback."""


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How the dialplan says a call ended."""

    call: str
    result: str
    """Asterisk's dial status (ANSWER, BUSY, …), or none when nothing was dialled."""
    endpoint: str
    """The one tried last."""
    attempt: int
    """Its place in the list."""
    fell_back: bool
    """Whether the dialplan's own fallback took the call."""
    cause: int
    """The hangup cause, Q.850."""
    turned_away: tuple[TurnedAway, ...] = ()
    """Who did not take it, in the order they were tried."""
    sip_status: int | None = None
    """The SIP answer that the caller's network got to its INVITE; None where that isn't known."""
    talk_seconds: float | None = None
    """How long the caller spoke with who took the call; None where nobody did."""
    ended_by: str | None = None
    """Who ended the call: caller, destination, or us; None where that isn't known."""
