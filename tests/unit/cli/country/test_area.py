"""`veertien area`: who shares an area code, and which of them the tables connect."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main


def area(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["area", *arguments])


@pytest.mark.parametrize("written", ["0229", "229", "140229", "14 0229", "14-0229"])
def test_an_area_code_may_be_written_as_it_is_dialled(written: str) -> None:
    result = area(written, "--config", "config")
    assert result.exit_code == 0
    assert result.output.startswith("0229 Hoorn (14 0229): 5 municipalities share it, 5 are connected\n")


def test_each_municipality_comes_with_its_places_there_and_what_the_tables_say_of_it() -> None:
    lines = area("0229", "--config", "config").output.splitlines()
    assert lines[2:4] == ["  Hoorn (GM0405), Noord-Holland: connected", "    Blokker, Hoorn, Zwaag"]
    assert "  Opmeer (GM0432), Noord-Holland: connected; mainly 0226" in lines
    of_others = area("0512", "--config", "config").output.splitlines()
    assert of_others[0] == "0512 Drachten (14 0512): 4 municipalities share it, none is connected"
    assert "  Smallingerland (GM0090), Fryslân: not in the tables" in of_others


def test_without_tables_only_the_national_data_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veertien.cli.country._places.DEFAULTS", (tmp_path / "none",))
    lines = area("020").output.splitlines()
    assert lines[0].startswith("020 Amsterdam (14 020): ")
    assert "connected" not in lines[0]
    assert "  Amsterdam (GM0363), Noord-Holland" in lines


def test_json_has_the_same() -> None:
    found = json.loads(area("0229", "--json", "--config", "config").output)
    assert (found["area_code"], found["place"]) == ("0229", "Hoorn")
    hoorn = found["municipalities"][0]
    assert (hoorn["code"], hoorn["sure"], hoorn["connected"]) == ("GM0405", True, True)
    assert hoorn["places"] == ["Blokker", "Hoorn", "Zwaag"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0519a", "'0519a' is no Dutch area code; there are 0511, 0512"),
        ("0970", "'0970' is no Dutch area code; write one like 0512"),
        ("14", "14 must be followed by an area code"),
    ],
)
def test_what_is_no_area_code_is_refused_with_those_near_it(written: str, said: str) -> None:
    result = area(written, "--config", "config")
    assert (result.exit_code, said in result.output) == (2, True), result.output


def test_tables_with_faults_end_with_status_2(tmp_path: Path) -> None:
    folder = shutil.copytree("config", tmp_path / "tables")
    (folder / "trunks.yaml").write_text("trunks: 3\n")
    result = area("0229", "--config", str(folder))
    assert (result.exit_code, "`veertien check` lists them all" in result.output) == (2, True)


def test_who_works_in_dutch_reads_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    lines = area("0229", "--config", "config").output.splitlines()
    assert lines[0] == "0229 Hoorn (14 0229): 5 gemeenten delen het, 5 zijn aangesloten"
    assert "  Opmeer (GM0432), Noord-Holland: aangesloten; vooral 0226" in lines


def test_who_answers_elsewhere_by_area_codes_is_told_so() -> None:
    lines = area("058", "--config", "examples/friesland").output.splitlines()
    assert lines[0] == "058 Leeuwarden (14 058): 5 municipalities share it, 4 are connected"
    assert (
        "  Súdwest-Fryslân (GM1900), Fryslân: connected, but not in 058 (`area_codes`: 0515, 0514); mainly 0515"
        in lines
    )
    found = json.loads(area("058", "--json", "--config", "examples/friesland").output)["municipalities"]
    assert [each["name"] for each in found if not each["connected"]] == ["Súdwest-Fryslân"]
    assert [each["answers_in"] for each in found if not each["connected"]] == [["0515", "0514"]]


@pytest.fixture
def adding(tmp_path: Path) -> str:
    """Tables by which Opsterland answers in 0229, where it doesn't lie, and in no area code of its own."""
    folder = shutil.copytree("config", tmp_path / "tables")
    (folder / "municipalities/opsterland.yaml").write_text(
        'municipalities:\n  - {name: Opsterland, area_codes: ["0229"], destinations: [{trunk: hoorn, number: 11}]}\n'
    )
    return str(folder)


def test_who_only_the_tables_have_in_an_area_code_is_listed_and_marked(adding: str) -> None:
    lines = area("0229", "--config", adding).output.splitlines()
    assert lines[0] == "0229 Hoorn (14 0229): 5 municipalities share it and the tables add one, 6 are connected"
    assert lines[-1] == (
        "  Opsterland (GM0086), Fryslân: connected; here only by `area_codes` in the tables; mainly 0512"
    )
    found = json.loads(area("0229", "--json", "--config", adding).output)["municipalities"]
    assert [(each["name"], each["sure"], each["connected"]) for each in found if each["added"]] == [
        ("Opsterland", False, True)
    ]
    own = area("0512", "--config", adding).output.splitlines()
    assert own[0] == "0512 Drachten (14 0512): 4 municipalities share it, none is connected"
    assert "  Opsterland (GM0086), Fryslân: connected, but not in 0512 (`area_codes`: 0229)" in own


def test_who_has_taken_the_place_of_one_that_lies_there_is_told_once() -> None:
    told = area("058", "--config", "examples/friesland", "--at", "2030-02-01T10:00").output
    assert "  Dantumadiel (GM1891), Fryslân: now Noardeast-Fryslân (GM1970), connected; mainly 0511" in told
    assert "GM1970), Fryslân" not in told
    assert "add" not in told.splitlines()[0]


def test_area_codes_of_the_tables_are_told_in_dutch_too(adding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    lines = area("0229", "--config", adding).output.splitlines()
    assert lines[0].endswith(": 5 gemeenten delen het en de tabellen voegen er één aan toe, 6 zijn aangesloten")
    assert lines[-1].endswith(": aangesloten; hier alleen door `area_codes` in de tabellen; vooral 0512")
    assert ": aangesloten, maar niet in 0512 (`area_codes`: 0229)" in area("0512", "--config", adding).output
