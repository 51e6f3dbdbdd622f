"""How a decision is told in one line of a comparison."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.shipped import NAMES
from veertien.cli.tables._differences import told
from veertien.config import load_tables
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Call, offer

NOON = datetime(2026, 11, 29, 12, tzinfo=AMSTERDAM)


@pytest.mark.slow
def test_of_hundreds_who_can_be_chosen_the_first_are_named() -> None:
    tables = load_tables(Path("examples/country"), NAMES).at(NOON)
    decision = offer(tables, Call("1400", parse_caller(None, None)), NOON, {})
    line = told(decision)
    assert line.english.startswith("ask: Amsterdam, Rotterdam, ")
    assert line.english.endswith(" and 322 more")
    assert line.dutch.endswith(" en nog 322")
    assert line.english.count(", ") == 19
