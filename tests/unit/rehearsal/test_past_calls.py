"""Calls as their records tell of them, from either database."""

from datetime import timedelta

import pytest

from tests.unit.archive.conftest import database, postgresql, postgresql_url, url
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Database
from veertien.archive.database import ROWS_AT_ONCE
from veertien.archive.rows import KeptRow, rows_of_call
from veertien.rehearsal.past_calls import PastAnswer, past_calls

pytestmark = pytest.mark.slow

__all__ = ["database", "postgresql", "postgresql_url", "url"]

MANY = ROWS_AT_ONCE + 3


def test_each_call_comes_once_and_in_order_with_its_own_answers(database: Database) -> None:
    rows: list[KeptRow] = []
    for place in range(MANY):
        name, at = f"{place}.0", NOON + timedelta(seconds=place)
        rows += rows_of_call(NODE, asked_call(name, at), heard(name, at)[: place % 3])
    database.write(rows)
    since = NOON.replace(microsecond=0)
    until = since + timedelta(seconds=MANY - 1)
    found = database.read(lambda connection: list(past_calls(connection, since, until)))
    assert [call.at for call in found] == sorted(call.at for call in found)
    assert [len(call.answers) for call in found] == [place % 3 for place in range(MANY - 1)]
    first, second = found[2].answers
    assert first == PastAnswer("asking", "GM0420", 0.83, "GM0405", 0.2, over_prompt=False)
    assert second == PastAnswer("confirming", "yes", 0.97, None, None, over_prompt=True)
    assert (found[2].dialled, found[2].chosen, found[2].question_ms) == ("140229", "GM0420", 6000)
