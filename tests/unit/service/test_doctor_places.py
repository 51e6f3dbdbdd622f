"""Where a finding is to be mended: the line, as far as the file can be read here."""

from pathlib import Path

import pytest

from veertien.doctor.finding import FindingPlace
from veertien.doctor.kinds import asterisk_kinds
from veertien.service.doctor.places import located


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    (tmp_path / "extensions.conf").write_text(
        '[globals]\n#include "own/globals.conf"\n VEERTIEN_AGI=agi://127.0.0.1/route\n'
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own/globals.conf").write_text("; settings\nVEERTIEN_AGI=\nVEERTIEN_PATIENCE=4\n")
    return tmp_path


def place_of(etc: Path, file: str, sought: str) -> str:
    finding = asterisk_kinds.FUNC_SHELL.found(FindingPlace(file, sought=sought))
    (found,) = located([finding], (etc / "nowhere", etc))
    return str(found.place).removeprefix(f"{etc}/")


def test_the_last_line_counts_as_with_asterisk(etc: Path) -> None:
    assert place_of(etc, "extensions.conf", "VEERTIEN_AGI") == "extensions.conf:3"


def test_of_sections_of_one_name_the_first_is_meant(etc: Path) -> None:
    (etc / "pjsip.conf").write_text("[carrier](endpoint)\n[carrier](aor)\n")
    assert place_of(etc, "pjsip.conf", "[carrier]") == "pjsip.conf:1"


def test_a_line_of_an_included_file_is_found(etc: Path) -> None:
    assert place_of(etc, "extensions.conf", "VEERTIEN_PATIENCE") == "own/globals.conf:3"


def test_an_included_file_is_looked_for_in_asterisks_folder_and_not_beside_the_one_that_includes_it(etc: Path) -> None:
    """Asterisk 22.10.1 does so: `#include deeper.conf` in own/globals.conf reads deeper.conf, not own/deeper.conf."""
    (etc / "own/globals.conf").write_text("#include deeper*.conf\n")
    for folder in (etc, etc / "own"):
        (folder / "deeper.conf").write_text("VEERTIEN_PATIENCE=4\n")
    assert place_of(etc, "extensions.conf", "VEERTIEN_PATIENCE") == "deeper.conf:1"


def test_without_the_line_there_is_the_file_and_without_that_its_name(etc: Path) -> None:
    assert place_of(etc, "extensions.conf", "VEERTIEN_NATIONAL") == "extensions.conf"
    assert place_of(etc, "pjsip.conf", "[carrier]") == "pjsip.conf"


def test_files_that_include_each_other_are_read_to_an_end(etc: Path) -> None:
    (etc / "own/globals.conf").write_text("#include extensions.conf\nVEERTIEN_PATIENCE=4\n")
    assert place_of(etc, "extensions.conf", "VEERTIEN_PATIENCE") == "own/globals.conf:2"
