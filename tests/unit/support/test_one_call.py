"""What `veertien explain` finds out of a call, and its one message where it can't."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, asked_call, heard
from tests.unit.small_config import write_small_config
from veertien.archive import Database
from veertien.archive.rows import call_id_of, rows_of_call
from veertien.cli import main
from veertien.records.stream import call_line

pytestmark = pytest.mark.slow

CALL = asked_call()
ID = call_id_of(NODE, CALL.call)
Explain = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = write_small_config(tmp_path / "config")
    # Nobody listens on port 1.
    (folder / "veertien.yaml").write_text(
        f"web: {{port: 1}}\nrecords: {{dir: {tmp_path / 'records'}, days: 30}}\nprompts: {{cache: {tmp_path}}}\n"
    )
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "log"
    file.write_text("")
    return file


@pytest.fixture
def explain(config: Path, log: Path) -> Explain:
    def run(*arguments: str, language: str = "C") -> Result:
        words = ["explain", *arguments, "--config", str(config), "--log", str(log)]
        return CliRunner().invoke(main, words, env={"LC_ALL": language})

    return run


def keep(folder: Path) -> None:
    database = Database(URL.create("sqlite", database=str(folder / "records" / "records.sqlite")))
    database.write(rows_of_call(NODE, CALL, heard()))
    database.close()


@pytest.mark.parametrize("name", [ID, CALL.call, CALL.arrival.sip_call_id if CALL.arrival else ""])
def test_a_call_is_found_by_each_of_its_names(explain: Explain, tmp_path: Path, name: str) -> None:
    keep(tmp_path)
    found = explain(name)
    assert found.exit_code == 0, found.output
    assert "The caller confirmed Medemblik" in found.stdout
    assert found.stderr == ""


def test_as_json_it_has_both_languages_and_milliseconds(explain: Explain, tmp_path: Path) -> None:
    keep(tmp_path)
    told = json.loads(explain(ID, "--json").stdout)
    assert told["headline"] == {"nl": "Doorverbonden met Medemblik", "en": "Put through to Medemblik"}
    assert [each["after_ms"] for each in told["sentences"]][:3] == [0, 0, 200]


def test_warnings_of_the_log_are_told_without_numbers(explain: Explain, tmp_path: Path, log: Path) -> None:
    keep(tmp_path)
    line = {"event": "call_given_back", "level": "warning", "why": "no answer to 0612345678", "call": CALL.call}
    others = [line | {"call": "1.2", "why": "other"}, line | {"level": "info", "why": "info"}]
    lines = [one | {"timestamp": CALL.at.isoformat()} for one in (line, *others)]
    log.write_text("\n".join(["no JSON", *map(json.dumps, lines)]))
    told = explain(ID).stdout
    assert "The log warns: call_given_back: no answer to <number 1>." in told
    assert not any(word in told for word in ("12345678", "other.", "info"))


def test_without_a_database_it_is_told_from_the_log(explain: Explain, log: Path) -> None:
    events = [{"event": "call", **call_line(CALL)}]
    log.write_text("\n".join(json.dumps(line | {"timestamp": CALL.at.isoformat(), "level": "info"}) for line in events))
    found = explain(CALL.call)
    assert found.exit_code == 0, found.output
    assert "trunk-operator took the call," in found.stdout
    assert "The database can't be used: there is no" in found.stderr


def test_of_a_database_that_is_away_there_is_one_message(explain: Explain) -> None:
    found = explain(ID)
    assert found.exit_code == 1
    assert f"Nothing was found of {ID}. The database can't be used: there is no" in found.stderr


def test_of_an_unknown_call_there_is_one_message_in_either_language(explain: Explain, tmp_path: Path) -> None:
    keep(tmp_path)
    assert explain("nobody").stderr.startswith("There is no call nobody, or no more: calls are deleted after 30 days.")
    assert explain("nobody", language="nl_NL.UTF-8").stderr.startswith("Er is geen gesprek nobody")


@pytest.mark.parametrize("name", ["", " ", "1.0\x1b[31m", "1.0\n2.0"])
def test_what_can_name_no_call_is_refused_and_not_printed(name: str, config: Path) -> None:
    refused = CliRunner().invoke(main, ["explain", name, "--config", str(config)])
    assert refused.exit_code == 2
    assert "a call is named by its id" in refused.output and "\x1b" not in refused.output


def test_a_call_that_was_deleted_is_told_to_be(explain: Explain, tmp_path: Path) -> None:
    keep(tmp_path)
    old = datetime.now(UTC) - timedelta(days=40)
    found = explain(f"{int(old.timestamp())}.7")
    assert found.exit_code == 1
    assert "deleted after 30 days (`records.days` in veertien.yaml)" in found.stderr


def test_where_the_log_can_not_be_read_the_rest_is_told(config: Path, tmp_path: Path) -> None:
    keep(tmp_path)
    words = ["explain", ID, "--config", str(config)]
    found = CliRunner().invoke(main, words, env={"LC_ALL": "nl_NL.UTF-8", "PATH": str(tmp_path)})
    assert found.exit_code == 0, found.output
    assert found.stderr == "Het logboek is niet bekeken (hier is geen journalctl); noem een bestand met --log.\n"
    assert "De beller bevestigde Medemblik" in found.stdout


def test_without_records_it_says_where_it_looked(explain: Explain, config: Path, log: Path) -> None:
    (config / "veertien.yaml").write_text("web: {port: 1}\n")
    assert explain("1.0").stderr == f"There is no call 1.0 in {log}, and {config}/veertien.yaml has no `records`.\n"
    without_log = CliRunner().invoke(main, ["explain", "1.0", "--config", str(config)], env={"LC_ALL": "C"})
    assert without_log.stderr == (
        f"Nothing was found of 1.0. Looked in {config}/, whose veertien.yaml has no `records`; name the folder of the "
        "running daemon with --config, or its log with --log.\n"
    )


def test_while_the_tables_have_a_fault_it_says_that_today_can_not_be_told(
    explain: Explain, config: Path, tmp_path: Path
) -> None:
    keep(tmp_path)
    with (config / "trunks.yaml").open("a") as trunks:
        trunks.write("nonsense: 1\n")
    assert "Today: can't be told, the tables have a fault (`veertien check`)." in explain(ID).stdout


def test_with_faulty_settings_it_ends_with_status_2(explain: Explain, config: Path) -> None:
    (config / "veertien.yaml").write_text("web: {prot: 1}\n")
    assert explain(ID).exit_code == 2
