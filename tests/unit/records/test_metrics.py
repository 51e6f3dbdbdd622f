"""What is counted of calls' events."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product

from veertien.callflow import (
    ABANDONED,
    CallCameBack,
    CallDialled,
    CallEnd,
    CallEnded,
    CallEvent,
    CallRecord,
    CallSettled,
    NameHeard,
    Question,
    TurnedAway,
)
from veertien.conversation import How, Reason
from veertien.numbering import area_codes
from veertien.records import CallStream, Metrics, ReloadResult
from veertien.records.call_figures import ENDS, SECOND_EAR_CAME, TURNED_AWAY
from veertien.routing import Bar, Outcome, Turn
from veertien.speech.recognition.second_opinion import CameOfAsking

NOW = datetime(2027, 1, 1, tzinfo=UTC)
DIGEST = "0123456789ab"
ENDPOINTS = ("trunk-hoorn", "trunk-medemblik")


def heard(second_ear: str | None, seconds: float | None) -> NameHeard:
    return NameHeard("1", NOW, "GM0405", 0.9, 1.0, 0.3, {}, second_ear=second_ear, second_ear_seconds=seconds)


def test_what_comes_of_asking_the_second_ear_is_counted_from_nought() -> None:
    metrics, stream = Metrics(), CallStream()
    metrics.count(stream)

    def counted() -> dict[str, float | None]:
        sample, name = metrics.registry.get_sample_value, "veertien_second_ear_answers_total"
        return {came: sample(name, {"came": came}) for came in SECOND_EAR_CAME}

    assert counted() == {"agreed": 0, "changed": 0, "unavailable": 0}
    for event in (heard(None, None), heard("agreed", 0.2), heard("changed", 0.3), heard("changed", 0.3)):
        stream.publish(event)
    assert counted() == {"agreed": 1, "changed": 2, "unavailable": 0}
    assert metrics.registry.get_sample_value("veertien_second_ear_seconds_count") == 3


def test_all_that_can_come_of_asking_is_counted() -> None:
    assert set(SECOND_EAR_CAME) == {came.value for came in CameOfAsking}


def settled(outcome: str, area_code: str | None, how: str | None = None, barred: str | None = None) -> CallSettled:
    question = Question(3.0, 1, how) if how else None
    record = CallRecord(
        "1", "140229", area_code, None, outcome, None, (), "Because.", 0.001, question=question, barred=barred
    )
    return CallSettled("1", NOW, record, end_expected=True)


def ended(result: str, *away: TurnedAway) -> CallEnded:
    return CallEnded("1", NOW, CallEnd("1", result, ENDPOINTS[0], 1, fell_back=False, cause=16, turned_away=away))


def all_that_may_happen() -> Iterator[CallEvent]:
    yield from (settled(outcome, "0229") for outcome in (*set(Outcome) - {Outcome.ASK}, ABANDONED))
    yield from (settled("connect", area_code) for area_code in (*area_codes(), None))
    yield from (settled("connect", "0229", how=how) for how in (*How, *Reason))
    yield from (settled("refused", None, barred=barred) for barred in Bar)
    yield from (CallCameBack("1", NOW, turn, ("140229",), 1) for turn in Turn)
    yield from (heard(came, 0.2) for came in SECOND_EAR_CAME)
    yield from (CallDialled("1", NOW, endpoint, 1) for endpoint in ENDPOINTS)
    yield CallDialled("1", NOW, "trunk-of-the-fallback", 0)
    yield from map(ended, ENDS)
    yield from (ended("BUSY", TurnedAway(endpoint, end, 17)) for endpoint, end in product(ENDPOINTS, TURNED_AWAY))


def counters(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """The labels of each counter that has some, with its figure."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if family.type == "counter" and sample.name.endswith("_total") and sample.labels
    }


def test_whatever_can_be_counted_is_there_at_0_before_the_first_call() -> None:
    """Prometheus sees no increase in a figure that appears as 1."""
    metrics, stream = Metrics(), CallStream()
    metrics.count(stream)
    metrics.task_kept("watch_files")
    metrics.tables_loaded(NOW, DIGEST, ENDPOINTS)
    before = counters(metrics)
    assert set(before.values()) == {0}
    for event in all_that_may_happen():
        stream.publish(event)
    for result in ReloadResult:
        metrics.reloaded(result)
    metrics.task_broke("watch_files")
    after = counters(metrics)
    assert after.keys() == before.keys()
    assert min(after.values()) >= 1


def test_what_the_fallback_dials_is_no_trunk_of_the_tables() -> None:
    metrics, stream = Metrics(), CallStream()
    metrics.count(stream)
    metrics.tables_loaded(NOW, DIGEST, ENDPOINTS)
    stream.publish(CallDialled("1", NOW, "trunk-hoorn", 0))
    assert metrics.registry.get_sample_value("veertien_dials_total", {"endpoint": "trunk-hoorn"}) == 0


def test_a_scraper_gets_the_format_it_asks_for_with_its_version() -> None:
    for accept, content_type in (
        ("", "text/plain; version=0.0.4"),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text; version=1.0.0"),
    ):
        figures, said = Metrics().exposition(accept)
        assert said.startswith(content_type)
        assert b"process_resident_memory_bytes" in figures
