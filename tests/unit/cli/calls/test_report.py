"""`veertien report`: which calls it is about, and what it says when that makes no sense."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.archive.made_calls import NODE, asked_call
from veertien.archive import Database, Spool, database_url
from veertien.archive.rows import rows_of_call
from veertien.cli import main
from veertien.routing import AMSTERDAM

pytestmark = pytest.mark.slow

NOVEMBER = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "veertien.yaml").write_text("records: {dir: kept}\n")
    return tmp_path


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments, "--config", str(config)])


def write(config: Path, count: int, at: datetime, municipality: str = "GM0420") -> None:
    database = Database(database_url(config / "kept", None))
    for place in range(count):
        name = f"{at.timestamp():.0f}.{place}.{municipality}"
        database.write(rows_of_call(NODE, asked_call(name, at + timedelta(seconds=place), municipality), ()))
    database.close()


def test_a_month_is_told_of_in_dutch_with_each_definition(config: Path) -> None:
    write(config, 6, NOVEMBER)
    result = run(config, "--month", "2026-11")
    assert result.exit_code == 0
    assert result.output.startswith("Wat de vraag kost: alle gemeenten, november 2026\n")
    assert "Oproepen. Alle oproepen die in deze dagen begonnen" in result.output
    assert "18,5 s" in result.output


def test_english_is_to_be_had(config: Path) -> None:
    write(config, 6, NOVEMBER)
    output = run(config, "--month", "2026-11", "--language", "en").output
    assert output.startswith("What the question costs: all municipalities, November 2026\n")


def test_one_municipality_is_told_of_by_its_name(config: Path) -> None:
    write(config, 6, NOVEMBER)
    write(config, 7, NOVEMBER, "GM0405")
    found = json.loads(run(config, "--month", "2026-11", "--municipality", "medemblik", "--json").output)
    assert (found["municipality"], found["calls"]) == ({"code": "GM0420", "name": "Medemblik"}, 6)
    assert found["figures"][0]["platform"] == 13


def test_days_may_be_given_in_place_of_a_month(config: Path) -> None:
    write(config, 6, NOVEMBER)
    write(config, 6, NOVEMBER + timedelta(days=1))
    days = run(config, "--from", "2026-11-28", "--until", "2026-11-28", "--json").output
    assert json.loads(days)["calls"] == 6


def test_without_a_month_it_is_about_the_last_whole_one(config: Path) -> None:
    today = datetime.now(AMSTERDAM).date()
    last = today.replace(day=1) - timedelta(days=1)
    write(config, 6, datetime(last.year, last.month, 15, 12, tzinfo=UTC))
    found = json.loads(run(config, "--json").output)
    assert (date.fromisoformat(found["until"]), found["calls"]) == (last, 6)


def test_csv_is_to_be_had(config: Path) -> None:
    write(config, 6, NOVEMBER)
    lines = run(config, "--month", "2026-11", "--csv").output.splitlines()
    assert lines[0] == "figure,name,row,column,value,withheld,unit,definition"
    assert lines[1].startswith("calls,Oproepen,,now,6,false,calls,")


def test_what_waits_in_the_spool_is_told_of(config: Path) -> None:
    write(config, 6, NOVEMBER)
    assert "spool" not in run(config, "--month", "2026-11").stderr
    Spool(config / "kept" / "records.spool").add(rows_of_call(NODE, asked_call(), ()))
    result = run(config, "--month", "2026-11", "--json")
    assert "wait in the spool, and count in no figure yet" in result.stderr
    assert json.loads(result.stdout)["calls"] == 6


def test_a_page_is_written_to_a_folder(config: Path, tmp_path: Path) -> None:
    write(config, 6, NOVEMBER)
    pages = tmp_path / "pages" / "2026"
    result = run(config, "--month", "2026-11", "--municipality", "GM0420", "--html", str(pages))
    (file,) = pages.iterdir()
    assert (result.exit_code, result.output, file.name) == (0, f"{file}\n", "veertien-2026-11-GM0420.html")
    assert "<h1>Wat de vraag kost: Medemblik (GM0420), november 2026</h1>" in file.read_text(encoding="utf-8")


def test_a_page_that_can_not_be_written_is_told_of(config: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file")
    result = run(config, "--month", "2026-11", "--html", str(tmp_path / "pages"))
    assert (result.exit_code, "can't be written" in result.output) == (2, True)


def test_a_page_and_json_are_not_both_to_be_had(config: Path, tmp_path: Path) -> None:
    result = run(config, "--json", "--html", str(tmp_path))
    assert (result.exit_code, "leave one of them out" in result.output) == (2, True)


def test_where_there_are_no_calls_it_says_when_there_are(config: Path) -> None:
    write(config, 1, NOVEMBER)
    write(config, 1, NOVEMBER + timedelta(days=1))
    result = run(config, "--month", "2026-10")
    assert result.exit_code == 0
    assert "Geen oproepen." in result.stdout
    assert (
        "There are no calls of 2026-10-01 to 2026-10-31: there are calls of 2026-11-28 to 2026-11-29" in result.stderr
    )


def test_where_nothing_is_recorded_it_says_so(config: Path) -> None:
    assert "no call is recorded yet" in run(config, "--month", "2026-10").stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            ["--municipality", "Medemblick"],
            "--municipality: There is no municipality 'Medemblick'. Did you mean Medemblik",
        ),
        (["--municipality", "Bergen"], "--municipality: More than one municipality is called 'Bergen'"),
        (["--month", "11-2026"], "--month: write a month like 2026-11."),
        (["--month", "2026-13"], "--month: there is no month 13; write one like 2026-11."),
        (["--from", "2026-11-02", "--until", "2026-11-01"], "--until: 2026-11-01 comes before 2026-11-02."),
        (["--from", "2026-11-02"], "Give both --from and --until, or --month."),
        (["--month", "2026-11", "--from", "2026-11-02", "--until", "2026-11-03"], "leave one of them out."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_cure(config: Path, arguments: list[str], why: str) -> None:
    result = run(config, *arguments)
    assert result.exit_code == 2
    assert why in " ".join(result.output.split())


def test_without_records_in_the_settings_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "veertien.yaml").write_text("recognisers: 1\n")
    result = run(tmp_path)
    assert (result.exit_code, "has no section `records`" in result.output) == (2, True)


def test_a_database_that_can_not_be_used_ends_it_with_1(config: Path) -> None:
    (config / "kept").mkdir()
    (config / "kept" / "records.sqlite").write_bytes(b"something else" * 1000)
    result = run(config)
    assert (result.exit_code, result.output) == (1, "The database can't be used: file is not a database\n")
