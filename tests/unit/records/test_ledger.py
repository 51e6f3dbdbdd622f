"""One line a call, whatever order its decision and its end come in."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
import structlog
from structlog.testing import LogCapture

from veertien.records import LATELY_SECONDS, CallEnd, CallRecord, Ledger, Metrics


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


def test_a_call_that_came_back_is_counted_by_what_it_has_done() -> None:
    metrics = Metrics()
    metrics.came_back("back")
    metrics.came_back("back")
    assert 'veertien_calls_came_back_total{turn="back"} 2.0' in metrics.exposition().decode()


def test_a_call_is_one_line_with_its_decision_and_its_end(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.offered("1")
    ledger.decided(record("1"), end_expected=True)
    assert lines.entries == []
    ledger.ended(end("1"))
    (line,) = lines.entries
    assert (line["event"], line["municipality"], line["result"]) == ("call", "GM0420", "ANSWER")
    assert ledger.open_calls == 0


def test_an_end_before_the_decision_waits_for_it(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.offered("1")
    ledger.ended(end("1", "none"))
    assert lines.entries == []
    ledger.decided(record("1", "abandoned"), end_expected=True)
    (line,) = lines.entries
    assert (line["outcome"], line["result"]) == ("abandoned", "none")


def test_without_an_end_to_expect_the_line_is_written_at_once(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.offered("1")
    ledger.decided(record("1"), end_expected=False)
    (line,) = lines.entries
    assert "result" not in line
    assert ledger.open_calls == 0


@pytest.mark.parametrize("end_first", [True, False])
def test_a_call_given_up_here_is_logged_with_its_end_and_counted_as_failed(lines: LogCapture, end_first: bool) -> None:
    metrics = Metrics()
    ledger = Ledger(metrics)
    ledger.offered("1")
    if end_first:
        ledger.ended(end("1"))
    ledger.given_up("1", end_expected=True)
    if not end_first:
        ledger.ended(end("1"))
    (line,) = lines.entries
    assert line["result"] == "ANSWER"
    assert metrics.registry.get_sample_value("veertien_failed_calls_total") == 1.0


def test_calls_whose_end_never_comes_are_written_when_there_are_too_many(lines: LogCapture) -> None:
    ledger = Ledger(Metrics(), most_open=2)
    for call in ("1", "2", "3"):
        ledger.offered(call)
        ledger.decided(record(call), end_expected=True)
    assert [line["call"] for line in lines.entries] == ["1"]
    ledger.close_all()
    assert [line["call"] for line in lines.entries] == ["1", "2", "3"]


def test_an_end_of_a_call_that_never_came_in_here_has_a_line_too(lines: LogCapture) -> None:
    Ledger(Metrics()).ended(end("9", "CHANUNAVAIL"))
    (line,) = lines.entries
    assert (line["call"], line["result"]) == ("9", "CHANUNAVAIL")


def test_a_call_that_the_fallback_took_is_called_so(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.decided(record("1", "abandoned"), end_expected=True)
    ledger.ended(CallEnd("1", "ANSWER", "fallback", 0, fell_back=True, cause=16))
    (line,) = lines.entries
    assert line["outcome"] == "fallback"


def test_the_figures_follow_the_records() -> None:
    metrics = Metrics()
    ledger = Ledger(metrics)
    ledger.decided(record("1"), end_expected=False)
    ledger.decided(replace(record("3", "refused"), barred="too_many"), end_expected=False)
    ledger.ended(CallEnd("2", "NOANSWER", "trunk-hoorn", 1, fell_back=True, cause=19))
    sample = metrics.registry.get_sample_value
    assert sample("veertien_calls_total", {"outcome": "connect"}) == 1.0
    assert sample("veertien_barred_calls_total", {"why": "too_many"}) == 1.0
    assert sample("veertien_barred_calls_total", {"why": "blocked"}) == 0.0
    assert sample("veertien_call_ends_total", {"result": "NOANSWER"}) == 1.0
    assert sample("veertien_fallbacks_total") == 1.0
    assert sample("veertien_unasked_decision_seconds_count") == 2.0
    assert b"veertien_question_seconds" in metrics.exposition()


class Breaking(Metrics):
    """Metrics of which every counter is broken; nothing real breaks them, but a fault of ours might."""

    def decided(self, record: CallRecord) -> None:
        raise ValueError("no such label")

    def ended(self, end: CallEnd) -> None:
        raise ValueError("no such label")

    def failed(self) -> None:
        raise ValueError("no such label")

    def came_back(self, turn: str) -> None:
        raise ValueError("no such label")


def test_what_cannot_be_recorded_is_told_and_fails_no_call(lines: LogCapture) -> None:
    ledger = Ledger(Breaking())
    for step in (
        partial(ledger.decided, record("1"), end_expected=True),
        partial(ledger.ended, end("1")),
        partial(ledger.given_up, "1", end_expected=True),
        partial(ledger.came_back, "back"),
    ):
        ledger.fault = None
        step()
        assert ledger.fault == "ValueError('no such label')"
    assert [line["event"] for line in lines.entries].count("record_failed") == 4


def test_a_record_that_succeeds_is_no_fault_any_more() -> None:
    ledger = Ledger(Metrics())
    ledger.fault = "ValueError('no such label')"
    ledger.offered("1")
    assert ledger.fault is None


def test_callers_being_asked_are_counted_while_they_are() -> None:
    metrics = Metrics()
    ledger = Ledger(metrics)
    with ledger.asking(), ledger.asking():
        assert b"veertien_callers_in_question 2.0" in metrics.exposition()
    assert b"veertien_callers_in_question 0.0" in metrics.exposition()


def test_calls_that_fell_back_are_lately_for_ten_minutes_and_counted_once() -> None:
    now = 1000.0
    ledger = Ledger(Metrics(), clock=lambda: now)
    for call in ("1", "2"):
        ledger.offered(call)
        ledger.given_up(call, end_expected=True)
    ledger.ended(replace(end("2"), fell_back=True))
    ledger.ended(replace(end("3"), fell_back=True))
    ledger.ended(end("4"))
    assert ledger.fell_back_lately == 3
    now += LATELY_SECONDS + 1
    assert ledger.fell_back_lately == 0


def test_an_end_that_nobody_told_is_one_line_and_a_late_one_no_second(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.offered("1")
    ledger.decided(record("1"), end_expected=True)
    assert ledger.awaiting_end == {"1"}
    ledger.ended_unheard("1")
    ledger.ended(end("1"))
    (line,) = lines.entries
    assert (line["outcome"], line["result"]) == ("connect", "unknown")


def test_an_end_before_a_call_is_given_up_is_one_line_and_so_is_one_without_an_end(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.offered("1")
    ledger.given_up("1", end_expected=True)
    assert not lines.entries
    assert ledger.awaiting_end == {"1"}
    ledger.ended_unheard("1")
    ledger.offered("2")
    ledger.given_up("2", end_expected=False)
    assert [(line["call"], line.get("outcome"), line.get("result")) for line in lines.entries] == [
        ("1", None, "unknown"),
        ("2", "fallback", None),
    ]


def test_an_end_told_after_the_line_was_written_counts_and_makes_no_second_line(lines: LogCapture) -> None:
    metrics = Metrics()
    ledger = Ledger(metrics)
    ledger.offered("1")
    ledger.decided(record("1"), end_expected=False)
    for _ in range(2):
        ledger.ended(end("1"))
    assert [line["call"] for line in lines.entries] == ["1"]
    assert metrics.registry.get_sample_value("veertien_call_ends_total", {"result": "ANSWER"}) == 1.0


@pytest.mark.parametrize("came_in", [True, False])
def test_an_end_told_twice_is_one_line_and_counts_once(lines: LogCapture, came_in: bool) -> None:
    metrics = Metrics()
    ledger = Ledger(metrics)
    if came_in:
        ledger.offered("1")
        ledger.decided(record("1"), end_expected=True)
    for _ in range(2):
        ledger.ended(end("1"))
    assert len(lines.entries) == 1
    assert metrics.registry.get_sample_value("veertien_call_ends_total", {"result": "ANSWER"}) == 1.0


def test_an_end_that_overtakes_its_call_is_the_only_line_and_leaves_nothing_open(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.ended(end("1"))
    ledger.offered("1")
    ledger.decided(record("1", "abandoned"), end_expected=True)
    assert [line["call"] for line in lines.entries] == ["1"]
    assert ledger.open_calls == 0


def test_a_call_that_is_over_before_its_decision_waits_for_that_alone(lines: LogCapture) -> None:
    ledger = Ledger(Metrics())
    ledger.offered("1")
    ledger.ended_unheard("1")
    assert not lines.entries
    assert not ledger.awaiting_end
    ledger.decided(record("1", "abandoned"), end_expected=True)
    (line,) = lines.entries
    assert (line["outcome"], line["result"]) == ("abandoned", "unknown")


def test_a_line_written_for_want_of_room_is_not_written_again_at_the_end(lines: LogCapture) -> None:
    ledger = Ledger(Metrics(), most_open=1)
    for call in ("1", "2"):
        ledger.offered(call)
        ledger.decided(record(call), end_expected=True)
    ledger.ended(end("1"))
    assert [line["call"] for line in lines.entries] == ["1"]
