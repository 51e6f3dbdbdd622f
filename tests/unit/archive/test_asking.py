"""Pages of calls, counts and single calls are those of somebody who goes through all calls one by one."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Database, Scope, change_row
from veertien.archive.queries.asking import (
    CallFilter,
    count_of_calls,
    municipalities_of_calls,
    one_call,
    page_of_calls,
    page_of_changes,
)
from veertien.archive.queries.paging import Key
from veertien.archive.rows import CallRow, rows_of_call
from veertien.reports import recorded_days, recorded_municipalities

pytestmark = pytest.mark.slow

BEGAN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
CALLS = 400
TRUNKS = ("", "hoorn", "hoorn operator", "operator", "hoorn_2 operator", "hoorn-noord")
VALUES: dict[str, Sequence[Any]] = {
    "municipality": (None, "GM0405", "GM0420", "GM0388"),
    "area_code": (None, "0229", "0228"),
    "outcome": ("connect", "abandoned", "operator"),
    "reason_code": (None, "chosen", "only"),
    "question_end": (None, "", "speech", "hung up"),
    "result": (None, "ANSWER", "BUSY"),
    "dialled": (None, "140229", "140228"),
    "endpoint": (None, "trunk-hoorn", "hoorn"),
    "test": (False, False, True),
}
"""What columns hold; in the filter they are to be equal."""
ASKED = (None, "open", "proposed", "skipped", "not_needed")


def made_up() -> Iterator[CallRow]:
    """Calls of which many began in the same millisecond."""
    chance = random.Random(7)
    for place in range(CALLS):
        yield CallRow(
            id=str(UUID(int=chance.getrandbits(128))),
            node=chance.choice(("pbx1", "pbx2")),
            unique_id=f"{place}.0",
            sip_call_id=chance.choice((None, f"{place}@198.51.100.7")),
            started_at=BEGAN + timedelta(minutes=chance.randrange(90)),
            asked=chance.choice(ASKED),
            trunks=chance.choice(TRUNKS),
            **{name: chance.choice(values) for name, values in VALUES.items()},
        )


ROWS = tuple(made_up())


def meant(row: CallRow, chosen: CallFilter, scope: Scope) -> bool:
    """Whether a call is one of those, told in plain Python."""
    was_asked = row.asked in {"open", "proposed"} or bool(row.question_end)
    return (
        (scope.municipalities is None or row.municipality in scope.municipalities)
        and (chosen.since is None or row.started_at >= chosen.since)
        and (chosen.until is None or row.started_at < chosen.until)
        and all(getattr(chosen, name) in {None, getattr(row, name)} for name in (*VALUES, "node"))
        and chosen.asked in {None, was_asked}
        and (chosen.trunk is None or chosen.trunk in row.trunks.split())
        and chosen.call in (None, row.id, row.unique_id, row.sip_call_id or row.id)
    )


def of(*values: Any) -> st.SearchStrategy[Any]:
    """Nothing more often than not, so that several fields together still find something."""
    return st.one_of(st.none(), st.none(), st.none(), st.sampled_from(values))


MOMENTS = [BEGAN + timedelta(minutes=minutes) for minutes in range(0, 90, 15)]
FILTERS = st.builds(
    CallFilter,
    since=of(*MOMENTS),
    until=of(*MOMENTS),
    node=of("pbx1", "pbx2"),
    asked=of(True, False),
    trunk=of("hoorn", "operator", "hoor", "Hoorn", "hoorn_2", "hoorn%"),
    call=of(ROWS[3].id, ROWS[5].unique_id, *(row.sip_call_id for row in ROWS[:9] if row.sip_call_id), "-"),
    **{name: of(*(value for value in set(values) if value is not None)) for name, values in VALUES.items()},
)
SCOPES = st.builds(Scope, of(frozenset({"GM0405"}), frozenset({"GM0420", "GM0388"}), frozenset()))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The calls, in a database that is opened to read only."""
    if request.param == "sqlite":
        url = URL.create("sqlite", database=str(tmp_path_factory.mktemp("asking") / "records.sqlite"))
    else:
        url = request.getfixturevalue("postgresql_for_module")
    writer = Database(url)
    writer.write(ROWS)
    writer.close()
    reader = Database(url, read_only=True)
    yield reader
    reader.close()


def test_a_filter_has_a_case_here_for_each_of_its_fields() -> None:
    assert {each.name for each in fields(CallFilter)} == {
        *VALUES,
        "since",
        "until",
        "node",
        "asked",
        "trunk",
        "call",
    }


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=FILTERS, scope=SCOPES, limit=st.integers(15, 150), oldest_first=st.booleans())
def test_paging_gives_each_call_that_is_meant_once_and_in_order(
    reader: Database, chosen: CallFilter, scope: Scope, limit: int, oldest_first: bool
) -> None:
    expected = [row for row in ROWS if meant(row, chosen, scope)]
    expected.sort(key=lambda row: (row.started_at, row.id), reverse=not oldest_first)
    found = []
    page = page_of_calls(reader, scope, chosen, limit, oldest_first=oldest_first)
    while True:
        found += [(row.started_at, row.id, row.unique_id) for row in page.rows]
        if page.next is None:
            break
        assert len(page.rows) == limit
        page = page_of_calls(reader, scope, chosen, limit, Key.read(str(page.next)), oldest_first=oldest_first)
    assert found == [(row.started_at, row.id, row.unique_id) for row in expected]
    assert count_of_calls(reader, scope, chosen) == len(expected)


def test_a_page_has_all_columns(reader: Database) -> None:
    (row,) = page_of_calls(reader, Scope(), CallFilter(call=ROWS[3].id, test=None), 2).rows
    assert CallRow(**row._mapping) == ROWS[3]


def test_test_calls_are_left_out_unless_they_are_asked_for(reader: Database) -> None:
    tests = sum(row.test for row in ROWS)
    assert count_of_calls(reader, Scope(), CallFilter()) == CALLS - tests
    assert count_of_calls(reader, Scope(), CallFilter(test=True)) == tests
    assert count_of_calls(reader, Scope(), CallFilter(test=None)) == CALLS


def test_no_more_are_counted_than_can_be_waited_for(reader: Database) -> None:
    counted = [
        count_of_calls(reader, Scope(), CallFilter(test=None), most) for most in (9, CALLS - 1, CALLS, 9 * CALLS)
    ]
    assert counted == [10, CALLS, CALLS, CALLS]


@pytest.mark.parametrize("scope", [Scope(), Scope(frozenset({"GM0405", "GM0999"})), Scope(frozenset())])
def test_municipalities_are_those_that_there_are_calls_for(reader: Database, scope: Scope) -> None:
    codes = {row.municipality for row in ROWS if row.municipality is not None}
    expected = codes if scope.municipalities is None else codes & scope.municipalities
    assert municipalities_of_calls(reader, scope) == expected


def test_a_call_comes_with_its_answers_to_who_may_see_it(database: Database) -> None:
    row, *answers = rows_of_call(NODE, asked_call(), heard())
    assert isinstance(row, CallRow)
    database.write((row, *answers))
    for scope in (Scope(), Scope(frozenset({"GM0420", "GM0405"}))):
        found = one_call(database, scope, row.id)
        assert found is not None
        assert CallRow(**found.call._mapping) == row
        assert [(each.place, each.best) for each in found.answers] == [(1, "GM0420"), (2, "yes")]
    assert one_call(database, Scope(frozenset({"GM0405"})), row.id) is None
    assert one_call(database, Scope(), "nobody") is None


def test_changes_come_the_newest_first_to_who_may_see_all(database: Database) -> None:
    kinds = [(minute, kind) for minute in range(7) for kind in ("start", "stop")]
    database.write([change_row(NODE, NOON + timedelta(minutes=minute), kind, "0.1.0") for minute, kind in kinds])
    page = page_of_changes(database, Scope(), 3)
    rows = list(page.rows)
    while page.next is not None:
        page = page_of_changes(database, Scope(), 3, page.next)
        rows += page.rows
    found = [(row.at, row.id, row.kind) for row in rows]
    assert found == sorted(found, reverse=True)
    assert sorted(kind for *_, kind in found) == sorted(kind for _, kind in kinds)
    assert page_of_changes(database, Scope(frozenset({"GM0420"})), 3).rows == ()


def test_nothing_is_asked_without_a_scope() -> None:
    for ask in (page_of_calls, count_of_calls, one_call, page_of_changes, municipalities_of_calls):
        names = list(ask.__annotations__)
        assert names[:2] == ["database", "scope"]
        assert not ask.__defaults__ or len(ask.__defaults__) <= len(names) - 3


def test_what_is_meant_is_found_by_an_index(tmp_path: Path) -> None:
    database = Database(URL.create("sqlite", database=str(tmp_path / "records.sqlite")))
    plans: list[str] = []

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            raw = connection.connection.cursor()
            plans.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values))
            raw.close()

    database.prepare()
    found = CallFilter(since=BEGAN, until=NOON, outcome="operator", result="BUSY", asked=True, trunk="hoorn")
    with_key = Key(NOON, ROWS[0].id)
    database.read(lambda connection: event.listen(connection.engine, "before_cursor_execute", explain))
    for scope in (Scope(), Scope(frozenset({"GM0420"}))):
        for chosen in (CallFilter(), found, CallFilter(call="1.0")):
            page_of_calls(database, scope, chosen, 50)
            page_of_calls(database, scope, chosen, 50, with_key)
            count_of_calls(database, scope, chosen)
    several = len(plans)
    for scope in (Scope(), Scope(frozenset({"GM0420"}))):
        municipalities_of_calls(database, scope)
        count_of_calls(database, Scope(), CallFilter(municipality="GM0420"))
    recorded_municipalities(database)
    recorded_days(database)
    database.close()
    assert several
    assert not [plan for plan in plans if plan.startswith("SCAN call") and "COVERING INDEX" not in plan]
    by_leaps = [plan for plan in plans[several:] if " call" in plan]
    assert by_leaps
    assert not [plan for plan in by_leaps if "USING COVERING INDEX" not in plan], by_leaps
