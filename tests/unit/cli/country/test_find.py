"""`veertien find`: what a name is, and where it leads."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main


def find(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["find", "--config", "config", *arguments])


def test_a_village_leads_to_its_municipality() -> None:
    result = find("wognum")
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            "Wognum: a place, a former municipality",
            "  Medemblik (GM0420), Noord-Holland; area codes 0229, 0227, 0228; connected",
        ],
    )


def test_a_name_that_several_have_leads_to_each() -> None:
    lines = find("Bergen").output.splitlines()
    assert lines[1::2] == [
        "  Bergen (NH.) (GM0373), Noord-Holland; area code 072; not in the tables",
        "  Bergen (L.) (GM0893), Limburg; area codes 0485, 0478; not in the tables",
        "  Bergen op Zoom (GM0748), Noord-Brabant; area code 0164; not in the tables",
    ]


def test_an_announced_change_is_told_and_once_certain_what_the_municipality_has_become(tmp_path: Path) -> None:
    tables = shutil.copytree("config", tmp_path / "tables")
    (tables / "routing.yaml").write_text("certain_changes: [Wijdemeren]\n")
    (tables / "municipalities/gooi.yaml").write_text(
        "municipalities:\n  - {name: Hilversum, destinations: [{trunk: hoorn, number: 0350000001}]}\n"
    )
    told = [
        find("Ankeveen", "--config", str(tables), "--at", day).output.splitlines()[1:]
        for day in ("2026-12-31T23:59", "2027-01-01T00:00")
    ]
    where, change = (
        "  Wijdemeren (GM1696), Noord-Holland; area code 035; ",
        "  goes into Hilversum (GM0402) on 2027-01-01; announced 2025-11-21",
    )
    assert told == [[f"{where}not in the tables", change], [f"{where}now Hilversum (GM0402), connected", change]]


@pytest.mark.parametrize("written", ["GM0420", "gm0420"])
def test_a_code_is_a_name_too(written: str) -> None:
    assert find(written).output.startswith("Medemblik: a municipality's own name\n")


def test_what_nobody_is_called_ends_with_status_1_and_those_most_like_it() -> None:
    result = find("Medenblik")
    assert (result.exit_code, result.output) == (1, "Nothing is called 'Medenblik'. Most like it: Medemblik.\n")


def test_json_has_the_same() -> None:
    found = json.loads(find("Grou", "--json").output)
    assert found == {
        "name": "Grou",
        "found": [
            {
                "text": "Grou",
                "kind": "place",
                "municipality": "GM0080",
                "municipality_name": "Leeuwarden",
                "area_codes": ["0566"],
                "connected": None,
                "answers_in": None,
            }
        ],
        "like": [],
    }
    unknown = find("Medenblik", "--json")
    assert (unknown.exit_code, json.loads(unknown.output)["like"]) == (1, ["Medemblik"])


def test_who_works_in_dutch_reads_dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    assert find("wognum").output.splitlines() == [
        "Wognum: een plaats, een vroegere gemeente",
        "  Medemblik (GM0420), Noord-Holland; netnummers 0229, 0227, 0228; aangesloten",
    ]
    nothing = find("Wognm").output
    assert nothing.startswith("Niets heet 'Wognm'. Lijkt er het meest op: Wognum")


def test_it_tells_where_a_municipality_answers_by_area_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree("config", tmp_path / "tables")
    (folder / "municipalities/fryslan.yaml").write_text(
        "municipalities:\n"
        '  - {name: Opsterland, area_codes: ["020"], destinations: [{trunk: hoorn, number: 11}]}\n'
        '  - {name: Smallingerland, area_codes: ["0512", "0229"], destinations: [{trunk: hoorn, number: 12}]}\n'
        '  - {name: Heerenveen, area_codes: ["020"], connected: no}\n'
    )

    def lies(name: str) -> str:
        return find(name, "--config", str(folder)).output.splitlines()[1].partition("; ")[2]

    assert lies("Ureterp") == "area code 0512; connected, but not in 0512 (`area_codes`: 020)"
    assert lies("Drachten") == "area code 0512; connected, also in 0229 (`area_codes`)"
    assert lies("Heerenveen").endswith(" not connected, and not in 0513, 0516, 0566 (`area_codes`: 020)")
    (found,) = json.loads(find("Ureterp", "--json", "--config", str(folder)).output)["found"]
    assert (found["connected"], found["area_codes"], found["answers_in"]) == (True, ["0512"], ["020"])
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    assert lies("Ureterp") == "netnummer 0512; aangesloten, maar niet in 0512 (`area_codes`: 020)"
    assert lies("Drachten") == "netnummer 0512; aangesloten, ook in 0229 (`area_codes`)"
