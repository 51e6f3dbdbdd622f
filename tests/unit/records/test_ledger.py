"""One line a call, whatever order its decision and its end come in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog
from structlog.testing import LogCapture

from veertien.callflow import (
    Arrival,
    CallCameBack,
    CallEnd,
    CallGivenUp,
    CallOffered,
    CallRecord,
    CallSettled,
    QuestionAsked,
    QuestionEnded,
)
from veertien.records import LATELY_SECONDS, CallStream, Ledger, Metrics
from veertien.service.log import CallLog

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


@pytest.fixture
def lines() -> Iterator[LogCapture]:
    capture = LogCapture()
    before = structlog.get_config()
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture
    structlog.configure(**before)


def record(call: str, outcome: str = "connect") -> CallRecord:
    return CallRecord(
        call=call,
        dialled="140229",
        area_code="0229",
        caller_area_code=None,
        outcome=outcome,
        municipality="GM0420",
        trunks=("medemblik",),
        reason="Medemblik was chosen.",
        decided_seconds=2.5,
    )


def end(call: str, result: str = "ANSWER") -> CallEnd:
    return CallEnd(call=call, result=result, endpoint="trunk-medemblik", attempt=1, fell_back=False, cause=16)


class Calls:
    """A stream with all who listen to it, and what happens to calls."""

    def __init__(self, metrics: Metrics | None = None, most_open: int = 100, clock: Callable[[], float] = lambda: 0.0):
        self.metrics = metrics or Metrics()
        self.stream = CallStream()
        self.metrics.count(self.stream)
        self.ledger = Ledger(self.stream, lambda: NOW, most_open, clock)
        CallLog(self.stream)

    def offered(self, call: str) -> None:
        self.stream.publish(CallOffered(call, NOW))

    def decided(self, record: CallRecord, *, end_expected: bool) -> None:
        self.stream.publish(CallSettled(record.call, NOW, record, end_expected))

    def given_up(self, call: str, *, end_expected: bool) -> None:
        self.stream.publish(CallGivenUp(call, NOW, end_expected))

    def ended(self, end: CallEnd) -> None:
        self.ledger.ended(end)

    def ended_unheard(self, call: str) -> None:
        self.ledger.ended_unheard(call)


def test_a_call_that_came_back_is_counted_by_what_it_has_done() -> None:
    calls = Calls()
    for call in ("1", "2"):
        calls.stream.publish(CallCameBack(call, NOW, "back", ("140229",), 1))
    assert calls.metrics.registry.get_sample_value("veertien_calls_came_back_total", {"turn": "back"}) == 2.0


def test_a_call_is_one_line_with_its_decision_and_its_end(lines: LogCapture) -> None:
    calls = Calls()
    calls.offered("1")
    calls.decided(record("1"), end_expected=True)
    assert lines.entries == []
    calls.ended(end("1"))
    (line,) = lines.entries
    assert (line["event"], line["municipality"], line["result"]) == ("call", "GM0420", "ANSWER")
    assert calls.ledger.open_calls == 0


@pytest.mark.parametrize(
    ("test", "result", "fell_back", "good"),
    [
        (True, "ANSWER", False, True),
        (True, "ANSWER", True, False),
        (True, "NOANSWER", False, False),
        (False, "ANSWER", False, False),
    ],
)
def test_a_test_call_that_a_municipality_took_is_the_last_good_one(
    test: bool, result: str, fell_back: bool, good: bool
) -> None:
    calls = Calls()
    calls.stream.publish(CallOffered("1", NOW, Arrival(test=test)))
    calls.decided(record("1"), end_expected=True)
    calls.ended(replace(end("1", result), fell_back=fell_back))
    assert calls.ledger.last_good_test == (NOW if good else None)


def test_an_end_before_the_decision_waits_for_it(lines: LogCapture) -> None:
    calls = Calls()
    calls.offered("1")
    calls.ended(end("1", "none"))
    assert lines.entries == []
    calls.decided(record("1", "abandoned"), end_expected=True)
    (line,) = lines.entries
    assert (line["outcome"], line["result"]) == ("abandoned", "none")


def test_without_an_end_to_expect_the_line_is_written_at_once(lines: LogCapture) -> None:
    calls = Calls()
    calls.offered("1")
    calls.decided(record("1"), end_expected=False)
    (line,) = lines.entries
    assert "result" not in line
    assert calls.ledger.open_calls == 0


@pytest.mark.parametrize("end_first", [True, False])
def test_a_call_given_up_here_is_logged_with_its_end_and_counted_as_failed(lines: LogCapture, end_first: bool) -> None:
    calls = Calls()
    metrics = calls.metrics
    calls.offered("1")
    if end_first:
        calls.ended(end("1"))
    calls.given_up("1", end_expected=True)
    if not end_first:
        calls.ended(end("1"))
    (line,) = lines.entries
    assert line["result"] == "ANSWER"
    assert metrics.registry.get_sample_value("veertien_failed_calls_total") == 1.0


def test_calls_whose_end_never_comes_are_written_when_there_are_too_many(lines: LogCapture) -> None:
    calls = Calls(most_open=2)
    for call in ("1", "2", "3"):
        calls.offered(call)
        calls.decided(record(call), end_expected=True)
    assert [line["call"] for line in lines.entries] == ["1"]
    calls.ledger.close_all()
    assert [line["call"] for line in lines.entries] == ["1", "2", "3"]


def test_an_end_of_a_call_that_never_came_in_here_has_a_line_too(lines: LogCapture) -> None:
    Calls().ended(end("9", "CHANUNAVAIL"))
    (line,) = lines.entries
    assert (line["call"], line["result"]) == ("9", "CHANUNAVAIL")


def test_a_call_that_the_fallback_took_is_called_so(lines: LogCapture) -> None:
    calls = Calls()
    calls.decided(record("1", "abandoned"), end_expected=True)
    calls.ended(CallEnd("1", "ANSWER", "fallback", 0, fell_back=True, cause=16))
    (line,) = lines.entries
    assert line["outcome"] == "fallback"


def test_the_figures_follow_the_records() -> None:
    calls = Calls()
    metrics = calls.metrics
    calls.decided(record("1"), end_expected=False)
    calls.decided(replace(record("3", "refused"), barred="too_many"), end_expected=False)
    calls.ended(CallEnd("2", "NOANSWER", "trunk-hoorn", 1, fell_back=True, cause=19))
    sample = metrics.registry.get_sample_value
    assert sample("veertien_calls_total", {"outcome": "connect"}) == 1.0
    assert sample("veertien_barred_calls_total", {"why": "too_many"}) == 1.0
    assert sample("veertien_barred_calls_total", {"why": "blocked"}) == 0.0
    assert sample("veertien_call_ends_total", {"result": "NOANSWER"}) == 1.0
    assert sample("veertien_fallbacks_total") == 1.0
    assert sample("veertien_unasked_decision_seconds_count") == 2.0
    assert b"veertien_question_seconds" in metrics.exposition("")[0]


def test_what_cannot_be_recorded_is_logged_and_fails_no_call_and_no_other_listener(lines: LogCapture) -> None:
    """Nothing real breaks a listener, but a fault of ours might."""
    calls = Calls()

    def break_down(_: CallSettled) -> None:
        raise ValueError("no such label")

    heard: list[str] = []
    calls.stream.listen(CallSettled, break_down)
    calls.stream.listen(CallSettled, lambda event: heard.append(event.call))
    calls.decided(record("1"), end_expected=False)
    assert calls.stream.fault == "ValueError('no such label')"
    assert [line["event"] for line in lines.entries] == ["record_failed", "call"]
    assert heard == ["1"]
    calls.offered("2")
    assert calls.stream.fault is None


def test_an_event_that_a_listener_publishes_comes_after_the_one_it_heard() -> None:
    stream, heard = CallStream(), []
    stream.listen(CallOffered, lambda event: stream.publish(QuestionEnded(event.call, NOW)))
    stream.listen(CallOffered, lambda event: heard.append("offered"))
    stream.listen(QuestionEnded, lambda event: heard.append("ended"))
    stream.publish(CallOffered("1", NOW))
    assert heard == ["offered", "ended"]


def test_callers_being_asked_are_counted_while_they_are() -> None:
    calls = Calls()
    for call in ("1", "2"):
        calls.stream.publish(QuestionAsked(call, NOW, "0229"))
    assert calls.metrics.registry.get_sample_value("veertien_callers_in_question") == 2.0
    for call in ("1", "2"):
        calls.stream.publish(QuestionEnded(call, NOW))
    assert calls.metrics.registry.get_sample_value("veertien_callers_in_question") == 0.0


def test_calls_that_fell_back_are_lately_for_ten_minutes_and_counted_once() -> None:
    now = 1000.0
    calls = Calls(clock=lambda: now)
    for call in ("1", "2"):
        calls.offered(call)
        calls.given_up(call, end_expected=True)
    calls.ended(replace(end("2"), fell_back=True))
    calls.ended(replace(end("3"), fell_back=True))
    calls.ended(end("4"))
    assert calls.ledger.fell_back_lately == 3
    now += LATELY_SECONDS + 1
    assert calls.ledger.fell_back_lately == 0


def test_an_end_that_nobody_told_is_one_line_and_a_late_one_no_second(lines: LogCapture) -> None:
    calls = Calls()
    calls.offered("1")
    calls.decided(record("1"), end_expected=True)
    assert calls.ledger.awaiting_end == {"1"}
    calls.ended_unheard("1")
    calls.ended(end("1"))
    (line,) = lines.entries
    assert (line["outcome"], line["result"]) == ("connect", "unknown")


def test_an_end_before_a_call_is_given_up_is_one_line_and_so_is_one_without_an_end(lines: LogCapture) -> None:
    calls = Calls()
    calls.offered("1")
    calls.given_up("1", end_expected=True)
    assert not lines.entries
    assert calls.ledger.awaiting_end == {"1"}
    calls.ended_unheard("1")
    calls.offered("2")
    calls.given_up("2", end_expected=False)
    assert [(line["call"], line.get("outcome"), line.get("result")) for line in lines.entries] == [
        ("1", None, "unknown"),
        ("2", "fallback", None),
    ]


def test_an_end_told_after_the_line_was_written_counts_and_makes_no_second_line(lines: LogCapture) -> None:
    calls = Calls()
    metrics = calls.metrics
    calls.offered("1")
    calls.decided(record("1"), end_expected=False)
    for _ in range(2):
        calls.ended(end("1"))
    assert [line["call"] for line in lines.entries] == ["1"]
    assert metrics.registry.get_sample_value("veertien_call_ends_total", {"result": "ANSWER"}) == 1.0


@pytest.mark.parametrize("came_in", [True, False])
def test_an_end_told_twice_is_one_line_and_counts_once(lines: LogCapture, came_in: bool) -> None:
    calls = Calls()
    metrics = calls.metrics
    if came_in:
        calls.offered("1")
        calls.decided(record("1"), end_expected=True)
    for _ in range(2):
        calls.ended(end("1"))
    assert len(lines.entries) == 1
    assert metrics.registry.get_sample_value("veertien_call_ends_total", {"result": "ANSWER"}) == 1.0


def test_an_end_that_overtakes_its_call_is_the_only_line_and_leaves_nothing_open(lines: LogCapture) -> None:
    calls = Calls()
    calls.ended(end("1"))
    calls.offered("1")
    calls.decided(record("1", "abandoned"), end_expected=True)
    assert [line["call"] for line in lines.entries] == ["1"]
    assert calls.ledger.open_calls == 0


def test_a_call_that_is_over_before_its_decision_waits_for_that_alone(lines: LogCapture) -> None:
    calls = Calls()
    calls.offered("1")
    calls.ended_unheard("1")
    assert not lines.entries
    assert not calls.ledger.awaiting_end
    calls.decided(record("1", "abandoned"), end_expected=True)
    (line,) = lines.entries
    assert (line["outcome"], line["result"]) == ("abandoned", "unknown")


def test_a_line_written_for_want_of_room_is_not_written_again_at_the_end(lines: LogCapture) -> None:
    calls = Calls(most_open=1)
    for call in ("1", "2"):
        calls.offered(call)
        calls.decided(record(call), end_expected=True)
    calls.ended(end("1"))
    assert [line["call"] for line in lines.entries] == ["1"]
