"""`veertien records`: what an admin does with the call records."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Database, Spool, database_url
from veertien.archive.rows import call_id_of, rows_of_call
from veertien.archive.schema import METADATA
from veertien.cli import main


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "veertien.yaml").write_text("records: {dir: kept, days: 30}\n")
    return tmp_path


def run(config: Path, *arguments: str, log: str | None = None) -> Result:
    return CliRunner().invoke(main, ["records", *arguments, "--config", str(config)], input=log)


def write(config: Path, *calls: tuple[str, datetime]) -> None:
    database = Database(database_url(config / "kept", None))
    for name, at in calls:
        database.write(rows_of_call(NODE, asked_call(name, at), heard(name, at)))
    database.close()


def exported(config: Path, *arguments: str) -> Sequence[str]:
    lines = run(config, "export", *arguments, "--json").output.splitlines()
    return [json.loads(line)["unique_id"] for line in lines]


def test_check_makes_the_tables_and_tells_what_is_there(config: Path) -> None:
    result = run(config, "check")
    assert (result.exit_code, "0 rows in call, 0 rows in answer" in result.output) == (0, True)
    write(config, ("1.0", NOON))
    Spool(config / "kept" / "records.spool").add(rows_of_call(NODE, asked_call(), ()))
    found = json.loads(run(config, "check", "--json").output)
    assert found["rows"] == {"call": 1, "answer": 2, "change": 0}
    assert found["spooled_bytes"] > 500


def test_step_tells_where_the_tables_are_and_changes_nothing(config: Path) -> None:
    assert (run(config, "step").exit_code, list(config.glob("kept*"))) == (1, [])
    run(config, "check")
    assert run(config, "step").output.endswith("records.sqlite is at step 0007, this version wants 0007.\n")
    run(config, "back", "0006")
    found = json.loads(run(config, "step", "--json").output)
    assert (found["step"], found["wanted"], found["way_back"]) == ("0006", "0007", True)
    assert "at step 0006" in run(config, "step").output


def test_check_ends_with_1_where_the_database_can_not_be_used(config: Path) -> None:
    (config / "kept").mkdir()
    (config / "kept" / "records.sqlite").write_bytes(b"something else" * 1000)
    result = run(config, "check")
    assert (result.exit_code, result.output) == (1, "The database can't be used: file is not a database\n")


@pytest.mark.parametrize("command", [["check"], ["step"], ["export"], ["expire"], ["forget", "1.0"], ["import"]])
def test_without_records_in_the_settings_each_command_says_so(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "veertien.yaml").write_text("recognisers: 1\n")
    result = run(tmp_path, *command)
    assert (result.exit_code, "has no section `records`" in result.output) == (2, True)


def test_days_are_dutch_and_both_belong_to_the_period(config: Path) -> None:
    """The clocks go back in the night of 25 October 2026: that day has 25 hours."""
    begins, ends = datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
    moments = (begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends)
    write(config, *((f"{place}.0", at) for place, at in enumerate(moments)))
    assert exported(config, "--from", "2026-10-25", "--until", "2026-10-25") == ["1.0", "2.0"]
    assert exported(config, "--from", "2026-10-26") == ["3.0"]
    assert exported(config) == ["0.0", "1.0", "2.0", "3.0"]


def test_an_export_goes_to_a_file_too(config: Path, tmp_path: Path) -> None:
    write(config, ("1.0", NOON))
    assert run(config, "export", "answer", str(tmp_path / "out.csv")).exit_code == 0
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert (lines[0].split(",")[:3], len(lines)) == (["call_id", "place", "at"], 3)


def test_what_is_older_than_the_settings_say_expires_and_its_counts_stay(config: Path) -> None:
    now = datetime.now(UTC)
    write(config, ("old.0", now - timedelta(days=32)), ("new.0", now - timedelta(days=29)))
    assert run(config, "expire").output == "Deleted 1 call.\n"
    assert exported(config) == ["new.0"]
    (hour,) = run(config, "export", "call_hour", "--json").output.splitlines()
    assert (json.loads(hour)["calls"], json.loads(hour)["dialled"]) == (1, "140229")


@pytest.mark.parametrize("name", ["1.0", call_id_of(NODE, "1.0")])
def test_a_call_is_forgotten_by_either_of_its_ids(config: Path, name: str) -> None:
    write(config, ("1.0", NOON), ("2.0", NOON))
    assert run(config, "forget", name).output == "Deleted 1 call.\n"
    assert exported(config) == ["2.0"]


def test_a_period_is_forgotten(config: Path) -> None:
    write(config, ("1.0", NOON), ("2.0", NOON + timedelta(days=1)))
    assert run(config, "forget", "--from", "2026-11-28", "--until", "2026-11-28").output == "Deleted 1 call.\n"
    assert exported(config) == ["2.0"]


@pytest.mark.parametrize(
    "arguments", [[], ["--from", "2026-11-28"], ["1.0", "--from", "2026-11-28", "--until", "2026-11-28"]]
)
def test_what_to_forget_must_be_said(config: Path, arguments: list[str]) -> None:
    assert run(config, "forget", *arguments).exit_code == 2


def test_calls_are_read_from_a_log_once(config: Path) -> None:
    line = {"event": "call", "call": "1.0", "outcome": "fallback", "timestamp": "2026-11-23T14:58:56Z"}
    log = f"some text\n{json.dumps(line)}\n" + '{"event": "call"}\n'
    result = run(config, "import", "--node", NODE, log=log)
    assert result.output == "Read 1 call; 1 rows are new.\n1 lines could not be read as calls.\n"
    assert run(config, "import", "--node", NODE, log=log).output.startswith("Read 1 call; 0 rows are new.\n")
    assert exported(config) == ["1.0"]


def test_the_help_of_export_names_every_table(config: Path) -> None:
    said = " ".join(run(config, "export", "--help").output.split())
    assert (
        "TABLE is call (the default), answer, call_hour, change, node, question_hour, taken_hour or tried_hour." in said
    )
    assert set(METADATA.tables) <= set(said.replace(",", "").replace(".", "").split())
