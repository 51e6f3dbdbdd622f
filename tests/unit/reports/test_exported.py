"""The CSV of `veertien records export` has each known call once, as it was, and is the same from both databases."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import URL

from tests.unit.reports.known_calls import KnownCall
from tests.unit.reports.truth import PARTS
from veertien.cli import main

pytestmark = pytest.mark.slow

OUTCOMES = {"person": "operator", "given_up": "abandoned", "fallback": "fallback"}


def exported(records: URL, config: Path, *arguments: str) -> str:
    """Return what the command writes, run with settings that name this database."""
    folder = Path(records.database or "").parent if records.get_backend_name() == "sqlite" else config
    url = "" if records.get_backend_name() == "sqlite" else f", url: '{records.render_as_string(hide_password=False)}'"
    (config / "veertien.yaml").write_text(f"records: {{dir: {folder}{url}}}\n")
    result = CliRunner().invoke(main, ["records", "export", *arguments, "--config", str(config)])
    assert result.exit_code == 0, result.output
    return result.stdout


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def number(value: int | None) -> str:
    return "" if value is None else str(value)


def row_of(call: KnownCall) -> Mapping[str, str]:
    """Return what the CSV must say of a call, column by column, from what the call was."""
    asked = {"none": "not_needed", "skipped": "skipped", "hinted": "proposed", "fallback": ""}.get(call.way, "open")
    taken = None if call.taken_after is None else call.at + timedelta(milliseconds=call.taken_after)
    result = "CANCEL" if call.gave_up_ringing else "ANSWER" if taken else "none" if call.way == "given_up" else "BUSY"
    return {
        "unique_id": f"{call.number}.0",
        "started_at": moment(call.at),
        "taken_at": moment(taken) if taken else "",
        "test": "true" if call.test else "false",
        "outcome": "not_connected" if call.not_connected else OUTCOMES.get(call.way, "connect"),
        "municipality": call.municipality or "",
        "asked": asked,
        "language": call.language or "",
        "question_ms": number(call.question_ms),
        **{f"{part}_ms": number(call.parts[place] if call.parts else None) for place, part in enumerate(PARTS)},
        "endpoint": call.endpoint or "",
        "turned_away": " ".join(f"{endpoint}/{end}/17/486" for endpoint, end in call.turned_away),
        "result": result,
        "fell_back": "true" if call.way == "fallback" else "false",
        "talk_ms": "90345" if taken else "",
    }


def test_every_call_is_exported_once_as_it_was(records: URL, known: Sequence[KnownCall], tmp_path: Path) -> None:
    expected = {f"{call.number}.0": row_of(call) for call in known}
    found = list(csv.DictReader(io.StringIO(exported(records, tmp_path))))
    assert len(found) == len(known) == 10_000
    for row in found:
        mine = expected.pop(row["unique_id"])
        assert {column: row[column] for column in mine} == mine
    keys = [(row["started_at"], row["id"]) for row in found]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_days_of_23_and_25_hours_are_exported_whole(
    records: URL, known: Sequence[KnownCall], tmp_path: Path, day: str
) -> None:
    found = csv.DictReader(io.StringIO(exported(records, tmp_path, "--from", day, "--until", day)))
    expected = [f"{call.number}.0" for call in known if str(call.dutch.date()) == day]
    assert sorted(row["unique_id"] for row in found) == sorted(expected)


@pytest.mark.parametrize("records", ["postgresql"], indirect=True)
def test_both_databases_give_the_same_csv(records: URL, sqlite_records: URL, tmp_path: Path) -> None:
    one, other = (exported(url, tmp_path) for url in (records, sqlite_records))
    assert one == other
