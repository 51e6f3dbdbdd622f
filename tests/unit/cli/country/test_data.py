"""`veertien data`: of which day the national data are, what is to change in them, and where they come from."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.edition_2027 import write_edition_2027
from veertien.cli import main


def test_it_tells_the_day_the_changes_and_the_sources_with_their_licences() -> None:
    result = CliRunner().invoke(main, ["data"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "National data of 2026-01-01, with Veertien: 342 municipalities, 2502 places."
    at = lines.index("  2027-01-01: Wijdemeren (GM1696) goes into Hilversum (GM0402)")
    assert lines[at + 1].startswith("    announced; announced 2025-11-21; bill of the government")
    assert "    1 January 2026; licence: CC BY 4.0" in lines[at:]


def test_programs_get_the_same_as_one_object() -> None:
    told = json.loads(CliRunner().invoke(main, ["data", "--json"]).output)
    (change,) = told["changes"]
    assert (told["as_of"], told["municipalities"]) == ("2026-01-01", 342)
    assert {key: change[key] for key in ("from", "municipality_name", "heir_name", "certainty")} == {
        "from": "2027-01-01",
        "municipality_name": "Wijdemeren",
        "heir_name": "Hilversum",
        "certainty": "announced",
    }
    assert all(source["name"] and source["edition"] and source["licence"] for source in told["sources"])


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return write_edition_2027(tmp_path / "data-2027")


def checked(edition: Path, config: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["data", "check", str(edition), "--config", str(config), *options])


@pytest.mark.slow
def test_a_new_edition_is_compared_with_the_one_in_force_and_the_tables_are_tried_under_it(edition: Path) -> None:
    result = checked(edition, Path("config"))
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("National data of 2027-01-01: 341 municipalities, 2502 places; no faults.")
    for told in (
        "  Wijdemeren (GM1696), went into Hilversum",
        "  Hilversum: +0294",
        "  Loosdrecht: Wijdemeren to Hilversum",
    ):
        assert told in lines
    assert lines[-1] == f"To put it in: `data: {edition}` in veertien.yaml, then `veertien reload`."


@pytest.mark.slow
def test_who_works_in_dutch_is_told_in_dutch(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    lines = checked(edition, Path("config")).output.splitlines()
    assert lines[0].startswith("Landelijke gegevens van 2027-01-01: 341 gemeenten, 2502 plaatsen; geen fouten.")
    assert "  Wijdemeren (GM1696), opgegaan in Hilversum" in lines


@pytest.mark.slow
def test_tables_that_list_who_ended_are_told_what_to_write(edition: Path) -> None:
    result = checked(edition, Path("examples/country"), "--json")
    found = json.loads(result.output)
    (finding,) = (one for one in found["tables"]["findings"] if one["code"] != "SOUNDS-ALIKE")
    assert result.exit_code == 0
    assert (found["as_of"], found["changes"]["gone"]) == (
        "2027-01-01",
        [{"code": "GM1696", "name": "Wijdemeren", "heir": "GM0402"}],
    )
    assert (Path(finding["file"]).name, finding["code"]) == ("noord-holland.yaml", "MUNICIPALITY-ENDED")
    assert "its callers get Hilversum; take it out" in finding["message"]


@pytest.mark.slow
def test_a_new_name_is_told_with_its_sound(edition: Path) -> None:
    with (edition / "short_forms.tsv").open("a") as file:
        file.write("Gooimeerstad\tGM0402\tnobody says so\n")
    lines = checked(edition, Path("config")).output.splitlines()
    (sound,) = [line for line in lines if line.startswith("  Gooimeerstad  ")]
    assert sound.split()[1]


def test_a_faulty_edition_is_told_with_its_places_and_nothing_else(edition: Path) -> None:
    (edition / "edition.tsv").write_text("as_of\ntomorrow\n")
    result = checked(edition, Path("config"))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f'{edition}/edition.tsv:2:1: DATA-VALUE as_of is "tomorrow"; write a day, such as 2027-01-01',
        f"{edition} can't be put in; mend what is wrong.",
    ]


@pytest.mark.slow
def test_the_edition_that_a_folder_names_is_told_as_the_one_in_force(edition: Path, tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    with (config / "veertien.yaml").open("a") as file:
        file.write("data: ../data-2027\n")
    told = json.loads(CliRunner().invoke(main, ["--config", str(config), "data", "--json"]).output)
    assert (told["as_of"], told["folder"]) == ("2027-01-01", f"{config}/../data-2027")
    found = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert (found.exit_code, "no faults" in found.output) == (0, True)
    (edition / "places.tsv").unlink()
    found = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert (found.exit_code, "places.tsv:1:1: DATA-FILE" in found.output) == (1, True)
