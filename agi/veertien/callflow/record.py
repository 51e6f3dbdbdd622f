"""What is kept of one call: what was asked, heard and decided, and how long each step took for the caller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeardName:
    """One answer as the recogniser took it: a CBS code or yes/no, and a confidence of 0 to 1; never audio or words."""

    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Question:
    """How the question to the caller went.

    `seconds` runs from the answered call to the decision; `prompts` counts prompts played; `how` is the way of the
    choice (speech, confirmed, keypad), or why there was none. `audio_seconds` is how much audio came from the caller,
    who was silent or whose telephone sent none in the rest; None where there was no audio connection.
    `no_audio_from_caller` says that in all the time there was not a single packet of it.
    """

    seconds: float
    prompts: int
    how: str
    heard: tuple[HeardName, ...] = ()
    audio_seconds: float | None = None
    no_audio_from_caller: bool = False


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call up to the decision.

    `call` is Asterisk's unique id. `caller_area_code` is all that is kept of the caller's number. `question` is None
    where nothing had to be asked, `reason` says why in one sentence. `decided_seconds` runs from the moment the call
    reached the daemon to the decision. `announced_seconds` is how long the caller was told something without a
    question, from the answered call on; None where nothing was.

    `asked` tells what became of the question which municipality is meant: open, proposed, skipped or not_needed.
    `hint` is what pointed to the municipality that was proposed, or that got the call unasked: remembered or
    caller_area; None where nothing did. `barred` says what was held against the call: blocked, or too_many calls from
    its number; None for nearly all.
    """

    call: str
    dialled: str
    area_code: str | None
    caller_area_code: str | None
    outcome: str
    municipality: str | None
    trunks: tuple[str, ...]
    reason: str
    decided_seconds: float
    question: Question | None = None
    announced_seconds: float | None = None
    asked: str | None = None
    hint: str | None = None
    barred: str | None = None


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A destination that was dialled and did not take the call.

    `end` is busy, no_answer, rejected, congestion, unavailable (it was not reached), or full (its trunk carries as many
    calls as it may); `cause` the Q.850 cause. `sip_status` is its SIP answer, 480 also where it rang in vain; None
    where none came.
    """

    endpoint: str
    end: str
    cause: int
    sip_status: int | None = None


@dataclass(frozen=True, slots=True)
class DialledDestination:
    """A destination that the dialplan dials for a call; `attempt` counts them from 1, and is 0 for the fallback."""

    call: str
    endpoint: str
    attempt: int


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How the dialplan says a call ended.

    `result` is Asterisk's dial status (ANSWER, BUSY, …), or none when nothing was dialled; `endpoint` the last one
    tried and `attempt` its place in the list; `fell_back` whether the dialplan's own fallback took the call; `cause`
    the Q.850 hangup cause. `turned_away` are those that did not take the call, in the order they were tried.
    `sip_status` is the SIP answer that the caller's network got to its INVITE; None where that isn't known.
    """

    call: str
    result: str
    endpoint: str
    attempt: int
    fell_back: bool
    cause: int
    turned_away: tuple[TurnedAway, ...] = ()
    sip_status: int | None = None
