"""Rows as CSV and JSON."""

import csv
import io
import json

import pytest

from tests.unit.archive.made_calls import NODE, asked_call, heard
from veertien.archive import Database
from veertien.archive.queries.exporting import csv_lines, json_lines
from veertien.archive.rows import rows_of_call
from veertien.archive.schema import ANSWER, CALL


def test_csv_has_a_line_for_the_columns_and_one_for_each_call(database: Database) -> None:
    database.write(rows_of_call(NODE, asked_call(), heard()))
    text = "".join(csv_lines(CALL.columns.keys(), database.rows(CALL, None, None)))
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["started_at"], row["taken_at"]) == ("2026-11-28T12:00:00.123Z", "2026-11-28T12:00:18.623Z")
    assert (row["test"], row["barred"], row["question_ms"]) == ("false", "", "6000")
    assert text.count("\n") == 2
    assert "\r" not in text


def test_json_has_an_object_for_each_answer(database: Database) -> None:
    database.write(rows_of_call(NODE, asked_call(), heard()))
    first, second = map(json.loads, json_lines(ANSWER.columns.keys(), database.rows(ANSWER, None, None)))
    assert (first["place"], first["best"], first["confidence"], first["at"]) == (
        1,
        "GM0420",
        0.83,
        "2026-11-28T12:00:03.123Z",
    )
    assert (second["over_prompt"], second["second"]) == (True, None)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_what_a_spreadsheet_would_take_for_a_formula_stays_a_text_in_csv(sign: str) -> None:
    rows = [(f"{sign}1", -1, None)]
    assert list(csv_lines(("sip_call_id", "talk_ms", "hint"), rows))[1] == f"'{sign}1,-1,\n"
    assert list(json_lines(("sip_call_id",), [(f"{sign}1",)])) == [f'{{"sip_call_id": "{sign}1"}}\n']
