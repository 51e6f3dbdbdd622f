"""Files that can't be read as they are, and the faults of several files and entries in one run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.config.test_faults import HOORN, TABLE
from veertien.config import Fault

Faults = Callable[..., list[Fault]]


@pytest.mark.parametrize("file", ["trunks.yaml", "operator.yaml", "veertien.yaml"])
def test_missing_file(faults_in: Faults, tmp_path: Path, file: str) -> None:
    found = [fault for fault in faults_in({file: None}) if fault.file == str(tmp_path / file)]
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(1, 1, "FILE-MISSING")]


def test_folder_without_municipalities(faults_in: Faults, tmp_path: Path) -> None:
    found = faults_in({TABLE: None})
    assert [(fault.file, fault.code) for fault in found] == [(str(tmp_path / "municipalities"), "FILE-MISSING")]
    (tmp_path / "municipalities").rmdir()


def test_a_file_that_would_not_be_read_for_its_name(faults_in: Faults, tmp_path: Path) -> None:
    found = faults_in({"municipalities/friesland.yml": "municipalities: []\n"})
    assert [(fault.file, fault.code) for fault in found] == [
        (str(tmp_path / "municipalities/friesland.yml"), "FILE-NAME")
    ]


def test_hidden_copies_that_editors_leave_are_passed_over(faults_in: Faults) -> None:
    assert faults_in({"municipalities/.#noord-holland.yaml": "nonsense: [\n"}) == []


def test_a_folder_in_the_place_of_a_file_is_unreadable(faults_in: Faults, tmp_path: Path) -> None:
    (tmp_path / "municipalities" / "friesland.yaml").mkdir(parents=True)
    assert [(fault.line, fault.code) for fault in faults_in({})] == [(1, "FILE-UNREADABLE")]


def test_huge_file(faults_in: Faults) -> None:
    found = faults_in({"municipalities/huge.yaml": b"#" * (256 * 1024 + 1)})
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(1, 1, "FILE-TOO-LARGE")]


def test_not_utf_8(faults_in: Faults) -> None:
    found = faults_in({"municipalities/latin.yaml": "# één\nmunicipalities: [] # Fryslân\n".encode("latin-1")})
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(1, 3, "FILE-ENCODING")]
    assert "0xe9" in found[0].message


def test_bom_and_carriage_returns_do_not_move_the_place(faults_in: Faults) -> None:
    found = faults_in({"veertien.yaml": b"\xef\xbb\xbfrecognisers: 1\r\nvoice: nl\r\n"})
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(2, 1, "UNKNOWN-KEY")]


def test_alias_bomb_is_refused_without_being_expanded(faults_in: Faults) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{key}: &{key} [*{last}, *{last}]\n" for last, key in ("ab", "bc", "cd", "de", "ef", "fg", "gh")
    )
    found = faults_in({"veertien.yaml": bomb})
    assert {fault.code for fault in found} == {"YAML-ANCHOR", "UNKNOWN-KEY"}


def test_all_faults_of_all_files_come_in_one_run(faults_in: Faults, tmp_path: Path) -> None:
    found = faults_in(
        {
            "veertien.yaml": "recogniser: 1\n",
            "trunks.yaml": "trunks:\n  hoorn: {endpoint: a b, capacity: x}\n",
            "operator.yaml": "destinations:\n  - {trunk: horn, number: x}\n",
            TABLE: "municipalities:\n  - {name: Horn, destinations: [{trunk: hoorn, number: 1-2}]}\n",
            "municipalities/broken.yaml": "municipalities: [\n",
        }
    )
    assert [(Path(fault.file).name, fault.line, fault.code) for fault in found] == [
        ("veertien.yaml", 1, "UNKNOWN-KEY"),
        ("trunks.yaml", 2, "ENDPOINT"),
        ("trunks.yaml", 2, "WHOLE-NUMBER"),
        ("broken.yaml", 2, "YAML-SYNTAX"),
        ("noord-holland.yaml", 2, "UNKNOWN-MUNICIPALITY"),
        ("noord-holland.yaml", 2, "PHONE-NUMBER"),
        ("operator.yaml", 2, "UNKNOWN-TRUNK"),
        ("operator.yaml", 2, "PHONE-NUMBER"),
    ]


def test_a_municipality_in_two_files_names_both_places(faults_in: Faults, tmp_path: Path) -> None:
    found = faults_in({"municipalities/a.yaml": "municipalities:\n  - {name: Medemblik, connected: no}\n"})
    assert [(Path(fault.file).name, fault.line, fault.column, fault.code) for fault in found] == [
        ("noord-holland.yaml", 6, 11, "DUPLICATE-MUNICIPALITY")
    ]
    assert f"{tmp_path / 'municipalities/a.yaml'}:2" in found[0].message


def test_a_faulty_trunk_is_still_known_to_the_tables_that_use_it(faults_in: Faults) -> None:
    trunks = "trunks:\n  hoorn: {}\n  medemblik: {}\n  backup: {}\n  operator: {}\n"
    assert {fault.code for fault in faults_in({"trunks.yaml": trunks})} == {"MISSING-KEY"}


def test_names_may_be_shared_by_municipalities_that_share_no_area_code(faults_in: Faults) -> None:
    table = (
        f"municipalities:\n{HOORN}    other_names: [De Stad]\n"
        "  - {name: Amsterdam, connected: no, other_names: [De Stad]}\n"
    )
    assert faults_in({TABLE: table}) == []


def test_messages_stay_on_one_line_and_short_whatever_the_file_holds(faults_in: Faults) -> None:
    found = faults_in({"trunks.yaml": f'trunks:\n  ? "a\\e[31m{"x" * 5000}"\n  : b\n'})
    assert found
    assert all(str(fault).isprintable() and len(fault.message) < 300 for fault in found)
