"""Self-tests are told apart from the calls of callers, and the last one's result is known."""

from dataclasses import replace
from datetime import UTC, datetime

from veertien.callflow import (
    Arrival,
    CallDialled,
    CallEnd,
    CallEnded,
    CallGivenUp,
    CallOffered,
    CallRecord,
    CallSettled,
)
from veertien.records import CallStage, CallStream, Ledger, Metrics

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
TEST = Arrival(test=True, selftest=True)
RECORD = CallRecord("1", "140229", "0229", None, "connect", "GM0420", ("medemblik",), "Medemblik was chosen.", 2.5)
END = CallEnd("1", "ANSWER", "trunk-medemblik", 1, fell_back=False, cause=16)


class Calls:
    def __init__(self) -> None:
        self.metrics, self.stream = Metrics(), CallStream()
        self.metrics.count(self.stream)
        self.ledger = Ledger(self.stream, lambda: NOW)

    def begin(self, call: str, arrival: Arrival) -> None:
        self.stream.publish(CallOffered(call, NOW, arrival))
        self.stream.publish(CallSettled(call, NOW, replace(RECORD, call=call), end_expected=True))
        self.stream.publish(CallDialled(call, NOW, "trunk-medemblik", 1))

    def end(self, call: str) -> None:
        self.ledger.ended(replace(END, call=call))

    def figure(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


def test_figures_of_callers_know_nothing_of_a_self_test() -> None:
    calls = Calls()
    calls.begin("1", TEST)
    calls.end("1")
    # Heard of once more, after its record.
    calls.stream.publish(CallEnded("1", NOW, END))
    assert calls.figure("veertien_calls_total", outcome="connect") == 0
    assert calls.figure("veertien_call_ends_total", result="ANSWER") == 0
    assert calls.figure("veertien_dials_total", endpoint="trunk-medemblik") is None
    calls.begin("2", Arrival(test=True))
    calls.end("2")
    assert calls.figure("veertien_calls_total", outcome="connect") == 1
    assert calls.figure("veertien_dials_total", endpoint="trunk-medemblik") == 1


def test_a_self_test_is_at_no_stage_and_no_trunk_carries_it() -> None:
    calls = Calls()
    calls.begin("1", TEST)
    assert set(calls.ledger.stages().values()) == {0}
    assert calls.ledger.carried().get("trunk-medemblik", 0) == 0
    assert (calls.ledger.self_tests, calls.ledger.open_calls) == (1, 1)
    calls.begin("2", Arrival())
    assert calls.ledger.stages()[CallStage.DIALLING] == 1
    calls.end("1")
    assert calls.ledger.self_tests == 0


def test_a_self_test_that_falls_back_is_no_caller_who_did() -> None:
    calls = Calls()
    calls.stream.publish(CallOffered("1", NOW, TEST))
    calls.stream.publish(CallGivenUp("1", NOW, end_expected=True))
    calls.ledger.ended(replace(END, fell_back=True))
    assert calls.ledger.fell_back_lately == 0
    assert calls.ledger.last_self_test is not None
    assert (calls.ledger.last_self_test.good, calls.ledger.last_self_test.outcome) == (False, None)


def test_it_is_good_when_each_side_heard_the_other_and_only_then() -> None:
    calls = Calls()
    calls.begin("1", TEST)
    calls.ledger.heard_through("1")
    calls.end("1")
    good = calls.ledger.last_self_test
    assert good is not None
    assert (good.good, good.seconds) == (True, 2.5)
    calls.begin("2", TEST)
    calls.end("2")
    assert calls.ledger.last_self_test is not None
    assert not calls.ledger.last_self_test.good
    assert calls.ledger.last_good_self_test == good


def test_what_callers_do_is_no_result() -> None:
    calls = Calls()
    calls.begin("1", Arrival(test=True))
    calls.ledger.heard_through("1")
    calls.end("1")
    assert calls.ledger.last_self_test is None
    assert calls.ledger.last_good_test == NOW


def test_a_self_test_is_no_test_call_that_a_municipality_took() -> None:
    calls = Calls()
    calls.begin("1", TEST)
    calls.end("1")
    assert calls.ledger.last_good_test is None
