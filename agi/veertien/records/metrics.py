"""Figures for Prometheus, counted from the stream of call events and what else the daemon reports."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from veertien.callflow import (
    ABANDONED,
    CallCameBack,
    CallDialled,
    CallEnded,
    CallGivenUp,
    CallSettled,
    NameHeard,
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


_Family = CounterMetricFamily | GaugeMetricFamily


class ReloadResult(StrEnum):
    """What can come of a reload."""

    LOADED = "loaded"
    REFUSED = "refused"
    """The files have faults; what was in force stays so."""
    FAILED = "failed"
    """The files are sound, but could not be made ready; what was in force stays so."""


class _ReadOff(Collector):
    """A figure that is kept elsewhere: whoever counts there may not wait for a lock."""

    def __init__(self, name: str, means: str, value: Callable[[], float], kind: type[_Family]) -> None:
        self._name, self._means, self._value, self._kind = name, means, value, kind

    def collect(self) -> Iterator[Metric]:
        yield self._kind(self._name, self._means, self._value())


class Metrics:
    """The counters of one daemon. Labels hold only values from the tables and fixed lists, never what a caller sent.

    Whatever can be counted stands there from 0 on, so that an alarm notices the first of its kind.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._calls = self._counter("calls", "Calls decided", "outcome", OUTCOMES)
        self._of_area_codes = self._counter(
            "area_code_calls", "Calls decided, by the area code dialled", "area_code", (*area_codes(), NO_AREA_CODE)
        )
        self._barred = self._counter("barred_calls", "Calls from blocked numbers, and over the rate", "why", Bar)
        self._questions = self._counter("questions", "Questions asked, by how they ended", "how", (*How, *Reason))
        self._question_seconds = Histogram(
            "veertien_question_seconds",
            "Seconds from answering a call to knowing where it goes",
            buckets=QUESTION_BUCKETS,
            registry=self.registry,
        )
        self._decision_seconds = Histogram(
            "veertien_unasked_decision_seconds",
            "Seconds to decide a call that needs no question",
            buckets=DECISION_BUCKETS,
            registry=self.registry,
        )
        self._ends = self._counter("call_ends", "Calls ended, by dial status", "result", ENDS)
        self._dials = self._counter("dials", "Destinations dialled, by the trunk's endpoint", "endpoint", ())
        self._turned_away = Counter(
            "veertien_turned_away",
            "Destinations that were dialled and did not take the call",
            ("endpoint", "end"),
            registry=self.registry,
        )
        self._fallbacks = Counter("veertien_fallbacks", "Calls the dialplan's fallback took", registry=self.registry)
        self._came_back = self._counter("calls_came_back", "Calls put through that came back here", "turn", Turn)
        self._no_audio = Counter(
            "veertien_no_audio_from_caller", "Questions in which no audio came from the caller", registry=self.registry
        )
        self._recognition_seconds = Histogram(
            "veertien_recognition_seconds",
            "Seconds from the pause after an answer to what was understood, waiting included",
            buckets=RECOGNITION_BUCKETS,
            registry=self.registry,
        )
        self._second_ear = self._counter(
            "second_ear_answers",
            "Answers about which the second ear was asked, by what came of it",
            "came",
            SECOND_EAR_CAME,
        )
        self._second_ear_seconds = Histogram(
            "veertien_second_ear_seconds",
            "Seconds that were waited for the second ear",
            buckets=SECOND_EAR_BUCKETS,
            registry=self.registry,
        )
        self._unmatched = Counter(
            "veertien_unmatched_calls", "Calls to numbers that the dialplan refuses", registry=self.registry
        )
        self._lost = Counter("veertien_failed_calls", "Calls whose handling failed here", registry=self.registry)
        self._reloads = self._counter("reloads", "Reloads, by what came of them", "result", ReloadResult)
        self._broken_tasks = self._counter("broken_tasks", "Lasting tasks that broke and were begun again", "task", ())
        self._tables_loaded = Gauge(
            "veertien_tables_loaded_timestamp_seconds",
            "When the tables in force came into force, Unix time",
            registry=self.registry,
        )
        self.data_edition = Gauge(
            "veertien_data_edition_timestamp_seconds",
            "The day whose municipalities the national data in force give, Unix time",
            registry=self.registry,
        )
        self._tables = Gauge(
            "veertien_tables_in_force",
            "Always 1; the label names the tables by their digest",
            ("digest",),
            registry=self.registry,
        )
        self._build = Gauge(
            "veertien_build_info",
            "Always 1; the labels say which Veertien this is",
            ("version", "code_digest"),
            registry=self.registry,
        )
        self.ami_connected = Gauge("veertien_ami_connected", "1 while connected to AMI", registry=self.registry)
        self.recognisers_ready = Gauge(
            "veertien_recognisers_ready", "Recogniser processes that are idle or at work", registry=self.registry
        )
        self.utterances_waiting = Gauge(
            "veertien_utterances_waiting",
            "Utterances that wait for a recogniser, or are with one",
            registry=self.registry,
        )
        self.trunk_up = Gauge("veertien_trunk_up", "1 up, 0 down, -1 unknown", ("endpoint",), registry=self.registry)
        self.degraded = Gauge(
            "veertien_degraded", "1 for each word of degraded in /healthz", ("what",), registry=self.registry
        )
        self.asking = Gauge("veertien_callers_in_question", "Callers being asked now", registry=self.registry)

    def read_off(self, name: str, means: str, value: Callable[[], float], *, gauge: bool = False) -> None:
        """Have a counter, or a gauge, read off at each exposition."""
        self.registry.register(_ReadOff(name, means, value, GaugeMetricFamily if gauge else CounterMetricFamily))

    def release(self, version: str, code_digest: str) -> None:
        """Say which Veertien this is."""
        self._build.labels(version, code_digest).set(1)

    def count(self, stream: CallStream) -> None:
        """Count from now on what the stream has of calls. Self-tests are no callers, and have figures of their own."""
        listen = stream.listen_to_callers
        listen(CallCameBack, lambda event: self._came_back.labels(event.turn).inc())
        listen(NameHeard, self._heard)
        listen(CallSettled, self._settled)
        listen(CallGivenUp, lambda _: self._lost.inc())
        listen(CallDialled, self._dialled)
        listen(CallEnded, self._ended)
        listen(QuestionAsked, lambda _: self.asking.inc())
        listen(QuestionEnded, lambda _: self.asking.dec())

    def _counter(self, name: str, what: str, label: str, values: Iterable[str]) -> Counter:
        counter = Counter(f"veertien_{name}", what, (label,), registry=self.registry)
        for value in values:
            counter.labels(value)
        return counter

    def _heard(self, event: NameHeard) -> None:
        self._recognition_seconds.observe(event.seconds)
        if event.second_ear is not None:
            self._second_ear.labels(event.second_ear).inc()
        if event.second_ear_seconds is not None:
            self._second_ear_seconds.observe(event.second_ear_seconds)

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
            self._questions.labels(record.question.how).inc()
            self._question_seconds.observe(record.question.seconds)
            if record.question.no_audio_from_caller:
                self._no_audio.inc()

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

    def unmatched(self) -> None:
        """Count a call that the dialplan refused, as its number fits no pattern."""
        self._unmatched.inc()

    def task_kept(self, name: str) -> None:
        """Take note of a lasting task, which may break; the name is from the code."""
        self._broken_tasks.labels(name)

    def task_broke(self, name: str) -> None:
        """Count a lasting task that broke; the name is from the code."""
        self._broken_tasks.labels(name).inc()

    def reloaded(self, result: ReloadResult) -> None:
        """Count a reload."""
        self._reloads.labels(result).inc()

    def tables_loaded(self, at: datetime, digest: str, endpoints: Collection[str]) -> None:
        """Take note of when the tables in force came into force, of their digest and of their trunks' endpoints."""
        self._tables_loaded.set(at.timestamp())
        self._tables.clear()
        self._tables.labels(digest).set(1)
        for endpoint in endpoints:
            self._dials.labels(endpoint)
            for end in TURNED_AWAY:
                self._turned_away.labels(endpoint, end)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """Return everything in the text format that a scraper accepts best, and that format's content type.

        `accept` is the request's header.
        """
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type
