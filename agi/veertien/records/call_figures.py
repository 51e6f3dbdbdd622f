"""What is counted of calls and of the question in them, from the stream of call events."""

from collections.abc import Collection, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from veertien.callflow import (
    ABANDONED,
    CallCameBack,
    CallDialled,
    CallEnded,
    CallGivenUp,
    CallSettled,
    NameHeard,
    Question,
    QuestionAsked,
    QuestionEnded,
)
from veertien.conversation import How, Reason
from veertien.numbering import area_codes
from veertien.records.stream import CallStream
from veertien.routing import Bar, End, Outcome, Turn

QUESTION_BUCKETS = (1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0)
"""Seconds; the bar for a clear spoken answer is 2.5 s plus the caller's own speech."""
DECISION_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0)
"""Seconds; a decision without a question should take milliseconds."""

SECOND_EAR_BUCKETS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Seconds; the daemon waits 0.6 s at most."""

RECOGNITION_BUCKETS = (0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds; a name said alone takes some 0.03 s, and nobody waits longer than 5 s."""

OUTCOMES = (*(outcome for outcome in Outcome if outcome is not Outcome.ASK), ABANDONED)
"""What a decided call may have come to, as CallRecord.outcome has it."""
ENDS = ("ANSWER", "BUSY", "NOANSWER", "CANCEL", "CONGESTION", "CHANUNAVAIL", "INVALIDARGS", "none")
"""How a call may end, as CallEnd.result has it: Asterisk's dial statuses but those of its own screening of callers."""
TURNED_AWAY = (*End, "unavailable", "full")
"""How a destination may have turned a call away, as TurnedAway.end has it."""
NO_AREA_CODE = "none"
"""Stands for the area code of calls to the national number, and of refused ones."""
SECOND_EAR_CAME = ("agreed", "changed", "unavailable")
"""What may come of asking the second ear, as NameHeard.second_ear has it."""


def counter_from_nought(
    registry: CollectorRegistry, name: str, what: str, label: str, values: Iterable[str] = ()
) -> Counter:
    """Return a counter that stands there for each of these values from 0 on."""
    counter = Counter(f"veertien_{name}", what, (label,), registry=registry)
    for value in values:
        counter.labels(value)
    return counter


class QuestionFigures:
    """Counts what is asked, heard and understood."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Have the figures in `registry`."""
        self._asking = Gauge("veertien_callers_in_question", "Callers being asked now", registry=registry)
        self._questions = counter_from_nought(
            registry, "questions", "Questions asked, by how they ended", "how", (*How, *Reason)
        )
        self._seconds = Histogram(
            "veertien_question_seconds",
            "Seconds from answering a call to knowing where it goes",
            buckets=QUESTION_BUCKETS,
            registry=registry,
        )
        self._no_audio = Counter(
            "veertien_no_audio_from_caller", "Questions in which no audio came from the caller", registry=registry
        )
        self._recognition_seconds = Histogram(
            "veertien_recognition_seconds",
            "Seconds from the pause after an answer to what was understood, waiting included",
            buckets=RECOGNITION_BUCKETS,
            registry=registry,
        )
        self._second_ear = counter_from_nought(
            registry,
            "second_ear_answers",
            "Answers about which the second ear was asked, by what came of it",
            "came",
            SECOND_EAR_CAME,
        )
        self._second_ear_seconds = Histogram(
            "veertien_second_ear_seconds",
            "Seconds that were waited for the second ear",
            buckets=SECOND_EAR_BUCKETS,
            registry=registry,
        )

    def asked(self, _: QuestionAsked) -> None:
        """Count a caller who is being asked from now on."""
        self._asking.inc()

    def over(self, _: QuestionEnded) -> None:
        """Count a caller as asked no more."""
        self._asking.dec()

    def heard(self, event: NameHeard) -> None:
        """Count what was made of an answer, and in how much time."""
        self._recognition_seconds.observe(event.seconds)
        if event.second_ear is not None:
            self._second_ear.labels(event.second_ear).inc()
        if event.second_ear_seconds is not None:
            self._second_ear_seconds.observe(event.second_ear_seconds)

    def settled(self, question: Question) -> None:
        """Count a question by what it came to."""
        self._questions.labels(question.how).inc()
        self._seconds.observe(question.seconds)
        if question.no_audio_from_caller:
            self._no_audio.inc()


class CallFigures:
    """Counts calls: where they go, who is dialled for them, how they end."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Have the figures in `registry`."""
        self._question = QuestionFigures(registry)
        self._calls = counter_from_nought(registry, "calls", "Calls decided", "outcome", OUTCOMES)
        self._of_area_codes = counter_from_nought(
            registry,
            "area_code_calls",
            "Calls decided, by the area code dialled",
            "area_code",
            (*area_codes(), NO_AREA_CODE),
        )
        self._barred = counter_from_nought(
            registry, "barred_calls", "Calls from blocked numbers, and over the rate", "why", Bar
        )
        self._decision_seconds = Histogram(
            "veertien_unasked_decision_seconds",
            "Seconds to decide a call that needs no question",
            buckets=DECISION_BUCKETS,
            registry=registry,
        )
        self._ends = counter_from_nought(registry, "call_ends", "Calls ended, by dial status", "result", ENDS)
        self._dials = counter_from_nought(
            registry, "dials", "Destinations dialled, by the trunk's endpoint", "endpoint"
        )
        self._turned_away = Counter(
            "veertien_turned_away",
            "Destinations that were dialled and did not take the call",
            ("endpoint", "end"),
            registry=registry,
        )
        self._fallbacks = Counter("veertien_fallbacks", "Calls the dialplan's fallback took", registry=registry)
        self._came_back = counter_from_nought(
            registry, "calls_came_back", "Calls put through that came back here", "turn", Turn
        )
        self._lost = Counter("veertien_failed_calls", "Calls whose handling failed here", registry=registry)

    def count(self, stream: CallStream) -> None:
        """Count from now on what the stream has of callers' calls."""
        listen = stream.listen_to_callers
        listen(CallCameBack, lambda event: self._came_back.labels(event.turn).inc())
        listen(NameHeard, self._question.heard)
        listen(CallSettled, self._settled)
        listen(CallGivenUp, lambda _: self._lost.inc())
        listen(CallDialled, self._dialled)
        listen(CallEnded, self._ended)
        listen(QuestionAsked, self._question.asked)
        listen(QuestionEnded, self._question.over)

    def may_be_dialled(self, endpoints: Collection[str]) -> None:
        """Have all that can be counted of these endpoints stand there from 0 on."""
        for endpoint in endpoints:
            self._dials.labels(endpoint)
            for end in TURNED_AWAY:
                self._turned_away.labels(endpoint, end)

    def _settled(self, event: CallSettled) -> None:
        record = event.record
        self._calls.labels(record.outcome).inc()
        self._of_area_codes.labels(record.area_code or NO_AREA_CODE).inc()
        if record.barred is not None:
            self._barred.labels(record.barred).inc()
        if record.question is None:
            # An announcement takes seconds and is no part of deciding.
            self._decision_seconds.observe(record.decided_seconds - (record.announced_seconds or 0.0))
        else:
            self._question.settled(record.question)

    def _dialled(self, event: CallDialled) -> None:
        # The fallback's endpoint stands in the dialplan, not in the tables; veertien_fallbacks counts it.
        if event.attempt:
            self._dials.labels(event.endpoint).inc()

    def _ended(self, event: CallEnded) -> None:
        self._ends.labels(event.end.result).inc()
        for away in event.end.turned_away:
            self._turned_away.labels(away.endpoint, away.end).inc()
        if event.end.fell_back:
            self._fallbacks.inc()
