"""Figures for Prometheus: what is counted of calls, and what else the daemon reports."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from veertien.records.call_figures import CallFigures, counter_from_nought
from veertien.records.stream import CallStream

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
        self._of_calls = CallFigures(self.registry)
        self._unmatched = Counter(
            "veertien_unmatched_calls", "Calls to numbers that the dialplan refuses", registry=self.registry
        )
        self._reloads = counter_from_nought(
            self.registry, "reloads", "Reloads, by what came of them", "result", ReloadResult
        )
        self._broken_tasks = counter_from_nought(
            self.registry, "broken_tasks", "Lasting tasks that broke and were begun again", "task"
        )
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

    def read_off(self, name: str, means: str, value: Callable[[], float], *, gauge: bool = False) -> None:
        """Have a counter, or a gauge, read off at each exposition."""
        self.registry.register(_ReadOff(name, means, value, GaugeMetricFamily if gauge else CounterMetricFamily))

    def release(self, version: str, code_digest: str) -> None:
        """Say which Veertien this is."""
        self._build.labels(version, code_digest).set(1)

    def count(self, stream: CallStream) -> None:
        """Count from now on what the stream has of calls. Self-tests are no callers, and have figures of their own."""
        self._of_calls.count(stream)

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
        self._of_calls.may_be_dialled(endpoints)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """Return everything in the text format that a scraper accepts best, and that format's content type.

        `accept` is the request's header.
        """
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type
