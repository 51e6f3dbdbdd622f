"""Callers who ask for a municipality of another area code than the one they dialled."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.rehearsed import answered
from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Call, Decision, Outcome, Tables, chosen

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
AMSTERDAM, ALKMAAR, ENKHUIZEN, HOORN = "GM0363", "GM0361", "GM0388", "GM0405"
CALL = Call("140229", parse_caller(None, "prohib"))
LISTED = (
    "municipalities:\n"
    "  - name: Amsterdam\n"
    "    other_names: [Mokum]\n"
    "    {}destinations: [{{trunk: backup, number: 0200000001}}]\n"
)

Load = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    def load_with(rules: str = "", more: str = "") -> Tables:
        tables = {"routing.yaml": f"caller_area: ignore\n{rules}", "municipalities/amsterdam.yaml": LISTED.format(more)}
        return load_tables(write(tables), names)

    return load_with


def choose(tables: Tables, code: str) -> Decision:
    return chosen(tables, CALL, code, NOON, {})


def test_one_that_is_connected_gets_the_call_as_under_its_own_number(load: Load) -> None:
    decision = choose(load(), AMSTERDAM)
    assert (decision.outcome, decision.dialled, decision.area_code) == (Outcome.CONNECT, "140229", "0229")
    assert [(one.trunk.key, one.number) for one in decision.destinations] == [
        ("backup", "0200000001"),
        ("operator", "0880000014"),
    ]
    assert decision.reason == "Amsterdam, of another area code, was chosen."


def test_its_maintenance_counts_too(load: Load) -> None:
    decision = choose(load(more="maintenance: {until: 2026-12-01T06:00}\n    "), AMSTERDAM)
    assert decision.outcome is Outcome.OPERATOR
    assert "in maintenance" in decision.reason


@pytest.mark.parametrize("code", [ENKHUIZEN, ALKMAAR])
def test_one_that_is_not_connected_listed_or_not_is_told_so(load: Load, code: str) -> None:
    decision = choose(load(), code)
    assert decision.outcome is Outcome.NOT_CONNECTED
    assert [one.trunk.key for one in decision.destinations] == ["operator"]


def test_over_a_carrier_it_is_put_through(load: Load) -> None:
    tables = load("carrier: backup\n")
    telephone = tables.entry(ENKHUIZEN).telephone
    assert telephone is not None
    assert choose(tables, ENKHUIZEN).destinations[0].number == telephone


def test_who_is_never_offered_is_not_offered_here_either(load: Load) -> None:
    tables = load("offer_unconnected: never\n")
    assert [entry.code for entry in tables.elsewhere("0229")] == [AMSTERDAM]


def test_nobody_is_both_here_and_elsewhere(load: Load) -> None:
    tables = load()
    here = {entry.code for entry in tables.listed("0229")}
    assert HOORN in here
    assert here.isdisjoint(entry.code for entry in tables.elsewhere("0229"))
    assert tables.elsewhere(None) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Amsterdam", "means Amsterdam, which has another area code than 0229, so the caller is asked about it"),
        ("nee, naar de gemeente Amsterdam", "after a yes: Amsterdam, of another area code, was chosen."),
        ("Mokum", "means Amsterdam"),
    ],
)
def test_what_a_caller_says_is_shown_with_what_would_follow(
    load: Load, names: Gazetteer, text: str, shown: str
) -> None:
    decision = answered(load(), CALL, text, names, NOON, {})
    assert decision.outcome is Outcome.ASK
    assert decision.destinations == ()
    assert shown in decision.reason


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("Alkmaar", "Alkmaar", None),
        ("Purmerend", "Purmerend", "0299452452"),
        ("Bergen Limburg", "Bergen (L.)", "0485348383"),
    ],
)
def test_who_can_not_be_put_through_is_told_so_at_once(
    load: Load, names: Gazetteer, text: str, name: str, number: str | None
) -> None:
    decision = answered(load(), CALL, text, names, NOON, {})
    assert decision.outcome is Outcome.NOT_CONNECTED
    assert decision.notice
    assert decision.notice.number == number
    assert [one.trunk.key for one in decision.destinations] == ["operator"]
    assert f"means {name}, which has another area code than 0229; {name} is not connected" in decision.reason


def test_over_a_carrier_who_has_a_number_is_asked_about(load: Load, names: Gazetteer) -> None:
    tables = load("carrier: backup\n")
    decision = answered(tables, CALL, "Purmerend", names, NOON, {})
    assert decision.outcome is Outcome.ASK
    assert "after a yes: Purmerend is not connected, so the carrier gets the call" in decision.reason
    assert answered(tables, CALL, "Alkmaar", names, NOON, {}).outcome is Outcome.NOT_CONNECTED


def test_what_can_be_put_through_does_not_follow_the_clock(load: Load) -> None:
    """Who is closed or in maintenance is asked about: what is announced then may end the call."""
    tables = load(more="maintenance: {until: 2026-12-01T06:00}\n    ")
    assert tables.can_put_through(tables.entry(AMSTERDAM))
    assert not tables.can_put_through(tables.entry(ENKHUIZEN))
    assert load("carrier: backup\n").can_put_through(tables.entry(ENKHUIZEN))


def test_what_fits_here_goes_before_what_fits_elsewhere(load: Load, names: Gazetteer) -> None:
    decision = answered(load(), CALL, "Hoorn, niet Amsterdam", names, NOON, {})
    assert decision.municipality is not None
    assert decision.municipality.code == HOORN


@pytest.mark.parametrize("text", ["Amsterdam", "Alkmaar"])
def test_ignored_they_are_asked_again(load: Load, names: Gazetteer, text: str) -> None:
    tables = load("other_area_codes: ignore\n")
    assert tables.elsewhere("0229") == ()
    decision = answered(tables, CALL, text, names, NOON, {})
    assert decision.reason.endswith("is not among the candidates of area code 0229, so the caller is asked again.")


LIES_HERE = "means Drechterland, which lies in area code 0229 and does not answer there by the tables"


def test_who_lies_here_and_is_left_out_has_no_other_area_code(load: Load, names: Gazetteer) -> None:
    asked = answered(load("carrier: backup\n"), CALL, "Drechterland", names, NOON, {})
    assert asked.outcome is Outcome.ASK
    assert f"{LIES_HERE}, so the caller is asked about it; after a yes: Drechterland is not conn" in asked.reason
    told = answered(load(), CALL, "Drechterland", names, NOON, {})
    assert told.outcome is Outcome.NOT_CONNECTED
    assert f"{LIES_HERE}; Drechterland is not connected" in told.reason


def test_so_has_one_that_the_tables_connect_in_other_area_codes_alone(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    listed = LISTED.format("").replace("Amsterdam", "Drechterland\n    area_codes: [0228]")
    tables = load_tables(write({"municipalities/drechterland.yaml": listed}), names)
    decision = answered(tables, CALL, "Drechterland", names, NOON, {})
    assert decision.outcome is Outcome.ASK
    assert decision.reason.endswith(
        f"{LIES_HERE}, so the caller is asked about it; after a yes: Drechterland was chosen."
    )


def test_a_village_here_whose_municipality_is_left_out_says_what_that_says(load: Load, names: Gazetteer) -> None:
    for said in ("Oosterblokker", "ik moet in schellinkhout zijn"):
        asked = answered(load("carrier: backup\n"), CALL, said, names, NOON, {})
        assert asked.outcome is Outcome.ASK
        assert f"{LIES_HERE}, so the caller is asked about it; after a yes: Drechterland is not conn" in asked.reason
    assert answered(load(), CALL, "Oosterblokker", names, NOON, {}).outcome is Outcome.NOT_CONNECTED
    for rules in ("other_area_codes: ignore\n", "offer_unconnected: never\n"):
        assert answered(load(rules), CALL, "Oosterblokker", names, NOON, {}).outcome is Outcome.ASK
        assert load(rules).left_out_names("0229") == ()


def test_of_villages_elsewhere_nobody_is_asked(load: Load, names: Gazetteer) -> None:
    # The first lies in Drechterland, and in another area code; the second in another municipality.
    for said in ("Hoogkarspel", "Driehuis"):
        decision = answered(load(), CALL, said, names, NOON, {})
        assert decision.reason.endswith("so the caller is asked again.")


def test_what_is_called_like_somebody_who_answers_here_or_like_a_municipality_is_that_one(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    listed = "municipalities: [{name: Dijk en Waard, destinations: [{trunk: backup, number: 0226000001}]}]\n"
    tables = load_tables(write({"municipalities/others.yaml": listed}), names)
    assert {name.municipality for name in names.find("Oudkarspel")} == {"GM1980", "GM0441"}
    here = {name.text for name in tables.left_out_names("0226")}
    assert ("Tuitjenhorn" in here, "Oudkarspel" in here) == (True, False)
    islands = {name.text for name in tables.left_out_names("0562")}
    assert ("Midsland" in islands, "Hoorn" in islands, "Terschelling" in islands) == (True, False, False)
    assert tables.left_out_names(None) == ()
