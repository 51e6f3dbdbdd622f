"""docs/records.md tells what each column means."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Table

from veertien.archive.schema import ANSWER, CALL, CALL_HOUR, CHANGE, QUESTION_HOUR, TAKEN_HOUR, TRIED_HOUR
from veertien.routing import ReasonCode

PAGE = Path("docs/records.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [CALL, ANSWER, CHANGE], ids=lambda table: table.name)
def test_the_page_has_each_column_in_order(table: Table) -> None:
    section = PAGE[PAGE.index(f"### `{table.name}`") :].split("\n##")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == table.columns.keys()


def test_the_page_has_each_code_of_a_reason() -> None:
    (line,) = re.findall(r"^\| `reason_code` \|(.*)$", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line)) == set(ReasonCode)


@pytest.mark.parametrize("table", [CALL_HOUR, QUESTION_HOUR, TAKEN_HOUR, TRIED_HOUR], ids=lambda table: table.name)
def test_the_page_names_each_column_of_the_hours(table: Table) -> None:
    section = PAGE[PAGE.index("### `call_hour`") :].split("\n## ")[0]
    assert set(table.columns.keys()) <= set(re.findall(r"`(\w+)`", section))
