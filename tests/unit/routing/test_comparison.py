"""Two tables compared: the 14-numbers that they route differently, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_dialled
from veertien.routing import (
    Branch,
    CallerId,
    Decision,
    NumberChange,
    Stage,
    Tables,
    compare,
    renamed_endpoints,
)
from veertien.routing.comparison import every_number
from veertien.routing.destinations import Trunk

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
MUNICIPALITIES = "municipalities/noord-holland.yaml"
HOORN = "  - name: Hoorn\n    destinations: [{trunk: hoorn, number: 0229000001}]\n"
MEDEMBLIK = "  - name: Medemblik\n    destinations: [{trunk: medemblik, number: 0229000002}]\n"

Load = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    return lambda **changes: load_tables(write({_FILES[name]: text for name, text in changes.items()}), names)


_FILES = {
    "municipalities": MUNICIPALITIES,
    "operator": "operator.yaml",
    "trunks": "trunks.yaml",
    "pronunciations": "pronunciations.yaml",
}


def listing(*rows: str) -> str:
    return "municipalities:\n" + "".join(rows)


def changes_of(old: Tables, new: Tables) -> dict[str, tuple[Branch, ...]]:
    return {change.number.dialled: change.ways for change in compare(old, new, NOW)}


def in_short(way: Branch) -> tuple[str, str | None, str | None, str | None]:
    """A way as stage, municipality, and the outcomes before and after."""
    name = way.municipality.name if way.municipality else None
    before, after = (decision.outcome.value if decision else None for decision in (way.before, way.after))
    return way.stage.value, name, before, after


def test_the_same_tables_route_alike(load: Load) -> None:
    assert compare(load(), load(), NOW) == ()


def test_every_14_number_of_table_140x_is_compared() -> None:
    numbers = every_number()
    assert len(numbers) == len(set(numbers)) == 141
    assert all(parse_dialled(number.dialled) == number for number in numbers)


def test_another_number_of_a_municipality_shows_where_it_may_be_chosen_and_where_it_is_the_only_one(load: Load) -> None:
    old = load(municipalities=listing(HOORN, MEDEMBLIK))
    new = load(municipalities=listing(HOORN, MEDEMBLIK.replace("0229000002", "0229000009")))
    changes = changes_of(old, new)
    assert set(changes) == {"140227", "140228", "140229"}
    (asked,) = changes["140229"]
    assert in_short(asked) == ("chosen", "Medemblik", "connect", "connect")
    assert asked.before
    assert asked.after
    assert [one.destinations[0].number for one in (asked.before, asked.after)] == ["0229000002", "0229000009"]
    (only,) = changes["140227"]
    assert in_short(only) == ("offered", None, "connect", "connect")


def test_a_municipality_that_joins_makes_a_question(load: Load) -> None:
    changes = changes_of(load(municipalities=listing(HOORN)), load(municipalities=listing(HOORN, MEDEMBLIK)))
    assert [in_short(way) for way in changes["140229"]] == [
        ("offered", None, "connect", "ask"),
        ("chosen", "Hoorn", None, "connect"),
        ("chosen", "Medemblik", None, "connect"),
        ("person", None, None, "operator"),
    ]
    assert [in_short(way) for way in changes["140227"]] == [("offered", None, "not_connected", "connect")]


def test_who_else_may_be_chosen_is_told_once_and_not_at_every_choice(load: Load) -> None:
    old = load(municipalities=listing(HOORN, MEDEMBLIK))
    new = load(municipalities=listing(HOORN, MEDEMBLIK, HOORN.replace("Hoorn", "Opmeer")))
    assert [in_short(way) for way in changes_of(old, new)["140229"]] == [
        ("offered", None, "ask", "ask"),
        ("chosen", "Opmeer", None, "connect"),
    ]


def test_another_operator_shows_at_every_number(load: Load) -> None:
    changes = compare(load(), load(operator="destinations: [{trunk: backup, number: 0880000015}]\n"), NOW)
    assert [change.number for change in changes] == list(every_number())
    assert Stage.PERSON in {way.stage for change in changes for way in change.ways}


def test_another_endpoint_is_another_route_but_another_key_is_not(load: Load) -> None:
    old = load(municipalities=listing(HOORN))
    trunks = (
        "trunks:\n"
        "  {key}: {{endpoint: {endpoint}, capacity: 9}}\n"
        "  operator: {{endpoint: trunk-operator, capacity: 5}}\n"
    )
    renamed = load(
        municipalities=listing(HOORN.replace("trunk: hoorn", "trunk: westfriesland")),
        trunks=trunks.format(key="westfriesland", endpoint="trunk-hoorn"),
    )
    moved = load(municipalities=listing(HOORN), trunks=trunks.format(key="hoorn", endpoint="trunk-other"))
    assert compare(old, renamed, NOW) == ()
    assert "140229" in changes_of(old, moved)


def test_how_names_sound_changes_no_route(load: Load) -> None:
    assert compare(load(), load(pronunciations="pronunciations: {Hoorn: hoːrn}\n"), NOW) == ()


def test_the_time_must_know_its_zone(load: Load) -> None:
    with pytest.raises(ValueError, match="time zone"):
        compare(load(), load(), NOW.replace(tzinfo=None))


ROW = st.sampled_from(["Hoorn", "Medemblik", "Opmeer", "Amsterdam"])
NUMBER = st.sampled_from(["0229000001", "0229000002"])
ROWS = st.dictionaries(ROW, st.tuples(NUMBER, st.booleans()), min_size=1)


@given(ROWS, ROWS)
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_turned_round_every_change_is_the_same_the_other_way(
    load: Load, one: dict[str, tuple[str, bool]], other: dict[str, tuple[str, bool]]
) -> None:
    first, second = (load(municipalities=listing(*map(row, rows.items()))) for rows in (one, other))
    there, back = compare(first, second, NOW), compare(second, first, NOW)
    assert [change.number for change in there] == [change.number for change in back]
    for change, reverse in zip(there, back, strict=True):
        assert turned(change) == {(stage, code, after, before) for stage, code, before, after in turned(reverse)}


def row(entry: tuple[str, tuple[str, bool]]) -> str:
    name, (number, connected) = entry
    return (
        f"  - name: {name}\n    connected: {'yes' if connected else 'no'}\n"
        f"    destinations: [{{trunk: hoorn, number: '{number}'}}]\n"
    )


def turned(change: NumberChange) -> set[tuple[Stage, str, str, str]]:
    return {(way.stage, code_of(way), outcome_of(way.before), outcome_of(way.after)) for way in change.ways}


def code_of(way: Branch) -> str:
    return way.municipality.code if way.municipality else ""


def outcome_of(decision: Decision | None) -> str:
    return decision.outcome if decision else ""


def test_an_endpoint_that_two_trunks_had_is_renamed_only_where_both_have_the_same_new_one() -> None:
    old = replace(
        Tables({}, {}, (), {}), trunks={"a": trunk("one"), "b": trunk("one"), "c": trunk("two"), "d": trunk("three")}
    )
    assert renamed_endpoints(old, old) == {}
    both = {"a": trunk("new"), "b": trunk("new"), "c": trunk("two"), "d": trunk("three")}
    assert renamed_endpoints(old, replace(old, trunks=both)) == {"one": "new"}
    assert renamed_endpoints(old, replace(old, trunks={**both, "b": trunk("other")})) == {}
    # Two that change places are other ways, and no other names.
    swapped = {**dict(old.trunks), "c": trunk("three"), "d": trunk("two")}
    assert renamed_endpoints(old, replace(old, trunks=swapped)) == {}


def trunk(endpoint: str) -> Trunk:
    return Trunk(endpoint, endpoint, 1, CallerId.PASS, None, diversion=False)
