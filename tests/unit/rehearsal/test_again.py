"""A past call by the tables of now: where one like it would go, or why that can't be told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.archive.made_calls import NODE, asked_call
from tests.unit.small_config import write_small_config
from veertien import gazetteer
from veertien.archive.rows import CallRow, rows_of_call
from veertien.config import load_tables
from veertien.conversation import How, Policy, Reason
from veertien.rehearsal.again import again_by
from veertien.routing import Bar, Outcome, Tables

CALL = rows_of_call(NODE, asked_call(), ())[0]
assert isinstance(CALL, CallRow)


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return load_tables(write_small_config(tmp_path / "config"), gazetteer.load())


def again(tables: Tables, **changes: Any) -> tuple[bool, str | None, str | None, tuple[str, ...]]:
    assert isinstance(CALL, CallRow)
    found = again_by(tables, Policy(), "newer", replace(CALL, **changes))
    assert found.unknown is None
    return found.asked, found.outcome, found.municipality, found.trunks


def test_who_chose_a_municipality_gets_it_by_its_destinations_of_now(tables: Tables) -> None:
    assert again(tables) == (True, Outcome.CONNECT, "GM0420", ("medemblik", "operator"))
    assert again(tables, question_end=How.KEYPAD, municipality="GM0405")[3] == ("hoorn", "operator")


def test_who_came_to_a_person_does_so_again(tables: Tables) -> None:
    found = again(tables, question_end=Reason.NOT_UNDERSTOOD, municipality=None)
    assert found == (True, Outcome.OPERATOR, None, ("operator",))


def test_where_nothing_is_asked_now_the_tables_alone_say_where_it_goes(tables: Tables) -> None:
    assert again(tables, dialled="14020")[:2] == (False, Outcome.NOT_CONNECTED)


def test_of_who_hung_up_only_the_question_is_known(tables: Tables) -> None:
    assert again(tables, question_end=Reason.HUNG_UP, municipality=None) == (True, None, None, ())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"dialled": None}, "what was dialled is not recorded"),
        ({"barred": Bar.BLOCKED}, "it depends on the caller's number"),
        ({"question_end": None, "municipality": None}, "it depends on what the caller wants"),
    ],
)
def test_what_can_not_be_told_says_why(tables: Tables, changes: dict[str, Any], why: str) -> None:
    assert isinstance(CALL, CallRow)
    found = again_by(tables, Policy(), "newer", replace(CALL, **changes))
    assert found.unknown is not None
    assert why in found.unknown.english
    assert found.outcome is None
