"""A municipality goes into another at midnight, Dutch time, once that is certain: in tables of both, one or none.

On 1 January 2027 Wijdemeren is to go into Hilversum. Wijdemeren lies in 035 and 0294, Hilversum in 035.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.rehearsed import answered
from veertien.config import load_tables
from veertien.conversation import Expect, Policy
from veertien.gazetteer import Certainty, Gazetteer, NameKind
from veertien.inquiry import inquiry_of
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Call, CallSide, Outcome, Remembered, Stage, Tables, chosen, compare, offer
from veertien.routing.hints import proposed

FILE = "municipalities/noord-holland.yaml"
WIJDEMEREN, HILVERSUM = "GM1696", "GM0402"
MIDNIGHT = datetime(2026, 12, 31, 23, tzinfo=UTC)
BEFORE, AFTER = MIDNIGHT - timedelta(seconds=1), MIDNIGHT

CERTAIN = "certain_changes: [Wijdemeren]\n"
HEIR = "  - {name: Hilversum, destinations: [{trunk: hoorn, number: 0350000001}]}\n"
ENDS = "  - {name: Wijdemeren, destinations: [{trunk: medemblik, number: 0350000002}]}\n"
NEAR = (
    "  - {name: Laren NH, destinations: [{trunk: backup, number: 0350000003}]}\n"
    "  - {name: Gooise Meren, destinations: [{trunk: backup, number: 0350000004}]}\n"
)
VILLAGES = ["Loosdrecht", "Nederhorst den Berg", "Kortenhoef", "Ankeveen", "'s-Graveland", "Breukeleveen"]

LoadTables = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> LoadTables:
    def load_with(*rows: str, rules: str | None = CERTAIN, country: Gazetteer = names) -> Tables:
        listed = "".join((*rows, NEAR))
        return load_tables(write({FILE: f"municipalities:\n{listed}", "routing.yaml": rules}), country)

    return load_with


def call(dialled: str = "14035", remembered: str | None = None) -> Call:
    return Call(dialled, parse_caller(None, "prohib"), Remembered(remembered) if remembered else None)


def candidates(tables: Tables, dialled: str, now: datetime) -> set[str]:
    return {entry.name for entry in offer(tables, call(dialled), now, {}).candidates}


def test_where_both_are_listed_one_is_left_from_midnight_on_and_has_both_area_codes(load: LoadTables) -> None:
    tables = load(HEIR, ENDS)
    assert candidates(tables, "14035", BEFORE) >= {"Hilversum", "Wijdemeren"}
    assert "Wijdemeren" not in candidates(tables, "14035", AFTER)
    assert [candidates(tables, "140294", now) & {"Hilversum", "Wijdemeren"} for now in (BEFORE, AFTER)] == [
        {"Wijdemeren"},
        {"Hilversum"},
    ]


@pytest.mark.parametrize("said", ["Wijdemeren", *VILLAGES])
@pytest.mark.parametrize("dialled", ["14035", "1400"])
def test_the_name_and_the_villages_lead_to_the_heir_from_midnight_on(
    load: LoadTables, names: Gazetteer, dialled: str, said: str
) -> None:
    tables = load(HEIR, ENDS, rules=f"{CERTAIN}national: 1400\n")
    led = [answered(tables, call(dialled), said, names, now, {}) for now in (BEFORE, AFTER)]
    assert [(one.municipality and one.municipality.code, one.destinations[0].number) for one in led] == [
        (WIJDEMEREN, "0350000002"),
        (HILVERSUM, "0350000001"),
    ]


@pytest.mark.parametrize("area_code", ["035", "0294"])
def test_the_question_reads_out_the_heir_and_listens_for_both_from_midnight_on(
    load: LoadTables, area_code: str
) -> None:
    tables = load(HEIR, ENDS)
    before, after = (inquiry_of(tables.at(now), area_code, Policy(), None) for now in (BEFORE, AFTER))
    assert "Wijdemeren" in {choice.name for choice in before.listed}
    assert "Wijdemeren" not in {choice.name for choice in after.listed}
    assert "Hilversum" in {choice.name for choice in after.listed}
    keys = [
        {
            phrase.key
            for phrase in inquiry.grammars[Expect.CHOICE].phrases
            if phrase.text in ("Wijdemeren", "Nederhorst den Berg")
        }
        for inquiry in (before, after)
    ]
    assert keys == [{WIJDEMEREN}, {HILVERSUM}]


def test_where_only_the_heir_is_listed_callers_of_the_other_area_code_get_it(
    load: LoadTables, names: Gazetteer
) -> None:
    tables = load(HEIR)
    assert "Hilversum" not in candidates(tables, "140294", BEFORE)
    assert "Hilversum" in candidates(tables, "140294", AFTER)
    after = answered(tables, call("140294"), "Nederhorst den Berg", names, AFTER, {})
    assert after.destinations[0].number == "0350000001"


def test_where_only_the_one_that_ends_is_listed_nobody_is_connected_for_it_any_more(load: LoadTables) -> None:
    tables = load(ENDS)
    assert "Wijdemeren" in candidates(tables, "14035", BEFORE)
    assert candidates(tables, "14035", AFTER).isdisjoint({"Wijdemeren", "Hilversum"})
    after = tables.at(AFTER)
    assert not after.entry(HILVERSUM).connected
    assert WIJDEMEREN not in after.unlisted


@pytest.mark.parametrize("said", ["Wijdemeren", "Ankeveen"])
def test_where_neither_is_listed_the_national_number_knows_the_name_as_the_heirs(
    load: LoadTables, names: Gazetteer, said: str
) -> None:
    tables = load(rules=f"{CERTAIN}national: 1400\n")
    led = [answered(tables, call("1400"), said, names, now, {}) for now in (BEFORE, AFTER)]
    assert [one.municipality and one.municipality.code for one in led] == [WIJDEMEREN, HILVERSUM]
    assert {one.outcome for one in led} == {Outcome.NOT_CONNECTED}


def test_under_another_area_code_the_name_is_understood_on_both_sides_of_midnight(
    load: LoadTables, names: Gazetteer
) -> None:
    more = "  - {name: Hoorn, destinations: [{trunk: hoorn, number: 0229000001}]}\n"
    more += "  - {name: Medemblik, destinations: [{trunk: hoorn, number: 0229000002}]}\n"
    tables = load(HEIR, ENDS, more)
    said = [answered(tables, call("140229"), "Wijdemeren", names, now, {}).reason for now in (BEFORE, AFTER)]
    assert "means Wijdemeren, which has another area code" in said[0]
    assert "means Hilversum, which has another area code" in said[1]


def test_what_is_only_announced_changes_nothing(load: LoadTables) -> None:
    tables = load(HEIR, ENDS, rules=None)
    assert tables.at(AFTER) is tables.at(BEFORE)


def test_an_edition_of_the_data_that_has_it_as_certain_needs_no_line(load: LoadTables, names: Gazetteer) -> None:
    country = copy(names)
    changes = tuple(replace(change, certainty=Certainty.CERTAIN) for change in names.edition.changes)
    country.edition = replace(names.edition, changes=changes)
    assert load(HEIR, ENDS, rules=None, country=country) == load(HEIR, ENDS)


def test_the_former_name_is_one_among_the_heirs_names(load: LoadTables) -> None:
    heir = load(HEIR, ENDS).at(AFTER).entry(HILVERSUM)
    assert [name.text for name in heir.names if name.kind is NameKind.MUNICIPALITY] == ["Hilversum"]
    assert {name.text: name.kind for name in heir.names}["Wijdemeren"] is NameKind.FORMER
    assert heir.area_codes == ("035", "0294")


def test_what_tables_say_of_who_replaces_it_goes_before(load: LoadTables) -> None:
    other = (
        "  - {name: Gooi, code: GM1999, replaces: [Wijdemeren], from: 2027-01-01,"
        " destinations: [{trunk: hoorn, number: 0350000009}]}\n"
    )
    tables = load(HEIR, other, ENDS.replace("destinations", "until: 2027-01-01, destinations")).at(AFTER)
    assert tables.heir_of(WIJDEMEREN) == "GM1999"
    assert "0294" not in tables.entry(HILVERSUM).area_codes


def test_who_replaces_the_heir_has_what_went_into_it_too(load: LoadTables) -> None:
    other = (
        "  - {name: Gooi, code: GM1999, replaces: [Hilversum], from: 2027-01-01,"
        " destinations: [{trunk: hoorn, number: 0350000009}]}\n"
    )
    assert load(other).at(AFTER).heir_of(WIJDEMEREN) == "GM1999"


def test_a_call_that_came_in_before_midnight_ends_by_the_tables_it_began_with(load: LoadTables) -> None:
    came_in = load(HEIR, ENDS).at(BEFORE)
    assert chosen(came_in, call(), WIJDEMEREN, AFTER, {}).destinations[0].number == "0350000002"


def test_who_chose_it_before_is_asked_about_the_heir(load: LoadTables) -> None:
    tables = load(HEIR, ENDS, rules=f"{CERTAIN}remember: {{days: 90}}\n")
    asked_first = [proposed(tables.at(now), call(remembered=WIJDEMEREN), "035") for now in (BEFORE, AFTER)]
    assert [found and found[0].code for found in asked_first] == [WIJDEMEREN, HILVERSUM]


def test_a_difference_shows_where_its_callers_go_instead(load: LoadTables) -> None:
    as_it_was, certain = load(HEIR, ENDS, rules=None), load(HEIR, ENDS)
    assert compare(as_it_was, certain, BEFORE) == ()
    changes = {change.number.dialled: change.ways for change in compare(as_it_was, certain, AFTER)}
    assert set(changes) == {"14035", "140294"}
    ways = {way.municipality.code: way for way in changes["14035"] if way.stage is Stage.CHOSEN and way.municipality}
    assert ways.keys() == {WIJDEMEREN}
    before, after = ways[WIJDEMEREN].before, ways[WIJDEMEREN].after
    assert before and after
    assert (before.destinations[0].number, after.destinations[0].number) == ("0350000002", "0350000001")


def test_a_past_call_sent_through_the_tables_of_after_goes_where_its_callers_go_now(load: LoadTables) -> None:
    decision = CallSide(load(HEIR, ENDS), call(), AFTER).named(WIJDEMEREN)
    assert decision
    assert decision.destinations[0].number == "0350000001"


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.integers(-400 * 86_400, 400 * 86_400), both=st.sets(st.sampled_from([HEIR, ENDS])))
def test_the_turn_of_the_day_is_the_only_moment_of_change(
    turning: dict[frozenset[str], Tables], seconds: int, both: set[str]
) -> None:
    tables, now = turning[frozenset(both)], MIDNIGHT + timedelta(seconds=seconds)
    there, count = tables.at(now), len(tables.stages)
    after = now.astimezone(AMSTERDAM).year >= 2027
    assert count == 2
    everybody = {*there.municipalities, *there.unlisted}
    assert (WIJDEMEREN in everybody) is not after
    assert (there.heir_of(WIJDEMEREN) == HILVERSUM) is after
    # Nobody is lost: every name that leads somewhere before leads somewhere after.
    said = {name.text for code in everybody for name in there.entry(code).names}
    assert said >= {"Wijdemeren", "Hilversum", *VILLAGES}


@pytest.fixture
def turning(load: LoadTables) -> dict[frozenset[str], Tables]:
    every = [[], [HEIR], [ENDS], [HEIR, ENDS]]
    return {frozenset(rows): load(*rows) for rows in every}
