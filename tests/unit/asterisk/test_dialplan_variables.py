"""What the daemon tells the dialplan: keys and validated numbers, never a dial string, the decision last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.shipped import TABLES
from veertien.asterisk.dialplan.contract import offered_call, variables_of
from veertien.callflow import ExchangeTimes, HeardName, Question
from veertien.numbering import parse_caller
from veertien.routing import (
    Bar,
    Barred,
    Call,
    Decision,
    End,
    Outcome,
    OverRate,
    Rate,
    Tables,
    Trail,
    chosen,
    offer,
    too_many,
)

REPOSITORY = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def tables() -> Tables:
    return TABLES


def told_of(decision: Decision) -> Iterator[tuple[str, str]]:
    return variables_of(decision, "1.2+52f23d2cf9c4")


def call(dialled: str) -> Call:
    return Call(dialled, parse_caller("0229123456", "0"))


def test_the_decision_comes_last_so_that_a_daemon_that_dies_before_it_has_decided_nothing(tables: Tables) -> None:
    *before, last = told_of(chosen(tables, call("140229"), "GM0420", NOW, {}))
    assert last == ("VEERTIEN_DECIDED", "connect")
    assert "VEERTIEN_DECIDED" not in dict(before)


def test_destinations_are_told_in_order_with_what_their_trunk_wants(tables: Tables) -> None:
    told = dict(told_of(chosen(tables, call("+31140229"), "GM0420", NOW, {})))
    assert told["VEERTIEN_VERSION"] == "1.2+52f23d2cf9c4"
    assert told["VEERTIEN_DIALLED"] == "140229"
    assert told["VEERTIEN_COUNT"] == "3"
    assert [told[f"VEERTIEN_ENDPOINT_{place}"] for place in (1, 2, 3)] == [
        "trunk-medemblik",
        "trunk-medemblik-backup",
        "trunk-operator",
    ]
    assert told["VEERTIEN_NUMBER_1"] == "0229000002"
    assert told["VEERTIEN_CAPACITY_1"] == "20"
    assert told["VEERTIEN_HEADER_1"] == "X-Dialled-Number"
    assert (told["VEERTIEN_ANONYMOUS_1"], told["VEERTIEN_DIVERSION_1"]) == ("no", "yes")


def test_how_long_a_destination_rings_and_what_ends_the_call_there_is_told(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), "GM0420", NOW, {})
    first = replace(decision.destinations[0], ring_seconds=15, keeps=frozenset({End.NO_ANSWER, End.BUSY}))
    told = dict(told_of(replace(decision, destinations=(first, *decision.destinations[1:]))))
    assert (told["VEERTIEN_RING_1"], told["VEERTIEN_KEEPS_1"]) == ("15", "busy-no_answer")
    assert (told["VEERTIEN_RING_2"], told["VEERTIEN_KEEPS_2"]) == ("", "")


def test_a_refusal_for_another_reason_than_the_number_tells_its_cause(tables: Tables) -> None:
    trail = Trail(("140229", "140229"))
    told = dict(told_of(offer(tables, Call("140229", parse_caller(None, None), trail=trail), NOW, {})))
    assert (told["VEERTIEN_DECIDED"], told["VEERTIEN_CAUSE"]) == ("refuse", "25")
    assert dict(told_of(offer(tables, call("14999"), NOW, {})))["VEERTIEN_CAUSE"] == "1"


def test_a_refused_number_is_told_as_such_and_leads_nowhere(tables: Tables) -> None:
    told = dict(told_of(offer(tables, call("14999"), NOW, {})))
    assert told["VEERTIEN_DECIDED"] == "refuse"
    assert told["VEERTIEN_COUNT"] == "0"
    assert told["VEERTIEN_CAUSE"] == "1"


def test_a_call_that_is_barred_is_refused_with_a_cause_of_its_own(tables: Tables) -> None:
    blocked = replace(offer(tables, call("14999"), NOW, {}), barred=Barred(Bar.BLOCKED))
    too_often = too_many(tables, call("140229"), Rate(1, 60), NOW, {})
    told = [dict(told_of(decision)) for decision in (blocked, too_often)]
    assert [each["VEERTIEN_DECIDED"] for each in told] == ["refuse", "refuse"]
    assert [each["VEERTIEN_CAUSE"] for each in told] == ["21", "17"]


def test_a_call_over_the_rate_may_go_to_the_operator_instead(tables: Tables) -> None:
    told = dict(told_of(too_many(tables, call("140229"), Rate(1, 60, OverRate.OPERATOR), NOW, {})))
    assert (told["VEERTIEN_DECIDED"], told["VEERTIEN_ENDPOINT_1"]) == ("connect", "trunk-operator")
    assert "VEERTIEN_CAUSE" not in told


def test_a_call_that_ends_after_what_it_was_told_is_told_as_such(tables: Tables) -> None:
    decision = replace(chosen(tables, call("140229"), "GM0420", NOW, {}), outcome=Outcome.CLOSED, destinations=())
    told = dict(told_of(decision))
    assert (told["VEERTIEN_DECIDED"], told["VEERTIEN_COUNT"]) == ("end", "0")
    assert '"${VEERTIEN_DECIDED}" = "end"' in (REPOSITORY / "dialplan/extensions.conf").read_text()


def test_what_was_understood_and_what_came_of_it_is_told(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), "GM0405", NOW, {})
    heard = HeardName("GM0405", 0.62), HeardName("yes", 0.98)
    question = Question(5.2, 3, "confirmed", heard, asked=("ask", "confirm"))
    times = ExchangeTimes((0.02, 3.4567), (3.4, 5.2))
    told = dict(variables_of(decision, "1.2+52f23d2cf9c4", question, times))
    assert (told["VEERTIEN_OUTCOME"], told["VEERTIEN_MUNICIPALITY"]) == ("connect", "GM0405")
    assert (told["VEERTIEN_HOW"], told["VEERTIEN_HEARD"]) == ("confirmed", "GM0405/0.62 yes/0.98")
    assert told["VEERTIEN_ASKED"] == "ask confirm"
    assert (told["VEERTIEN_ASKED_AT"], told["VEERTIEN_HEARD_AT"]) == ("0.020 3.457", "3.400 5.200")
    unasked = dict(told_of(decision))
    assert (unasked["VEERTIEN_HOW"], unasked["VEERTIEN_HEARD"]) == ("", "")


def test_an_asterisk_of_whose_headers_nothing_is_known_is_told_nothing_of_them(tables: Tables) -> None:
    decision = chosen(tables, call("140229"), "GM0420", NOW, {})
    new, old = (offered_call(MARKED | {"version": version}) for version in ("22.10.1", "22.8.0"))
    for offered, told in ((new, "yes"), (old, ""), (offered_call(MARKED), "")):
        variables = variables_of(decision, "1.2+52f23d2cf9c4", inherits=offered.inherits)
        assert dict(variables)["VEERTIEN_INHERITS"] == told


MARKED = {"extension": "140229", "uniqueid": "1.2", "callerid": "0229123456", "callingpres": "0", "arg_4": "yes"}


def test_a_self_test_is_a_call_of_this_machine_that_came_in_where_they_do_and_has_no_caller() -> None:
    offered = offered_call(MARKED | {"channel": "Local/140229@veertien-selftest-00000001;2"})
    assert (offered.test, offered.selftest) == (True, True)
    assert offered.call.caller == parse_caller(None, None)


@pytest.mark.parametrize("channel", ["PJSIP/carrier-00000001", "PJSIP/Local/x", ""])
def test_a_call_of_a_telephone_is_never_one(channel: str) -> None:
    offered = offered_call(MARKED | {"channel": channel})
    assert (offered.test, offered.selftest) == (False, False)
    assert offered.call.caller.number_e164 == "+31229123456"


@pytest.mark.parametrize("mark", ["", "no", "YES", "yes "])
def test_a_test_call_without_the_mark_is_not_one(mark: str) -> None:
    offered = offered_call(MARKED | {"channel": "Local/140229@veertien-inbound-00000001;2", "arg_4": mark})
    assert (offered.test, offered.selftest) == (True, False)
