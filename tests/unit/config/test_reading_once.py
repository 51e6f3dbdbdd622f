"""Each file of a folder is read and parsed once, whatever is asked of it."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veertien import gazetteer
from veertien.config import Faulty, Sound, TablesFaultyError, check, load_folder
from veertien.config.faults import MOST_FAULTS, FaultLog
from veertien.config.yaml_files import documents
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.config.yaml_files.tree import Document
from veertien.gazetteer import Gazetteer, Municipality

EXAMPLE = Path("config")
NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file was parsed, by its path."""
    counted: Counter[str] = Counter()

    def counting(file: Path, faults: FaultLog) -> Document | None:
        counted[file.as_posix()] += 1
        return read_yaml(file, faults)

    monkeypatch.setattr(documents, "read_yaml", counting)
    return counted


def files_of(folder: Path) -> Counter[str]:
    return Counter(path.as_posix() for path in folder.rglob("*.yaml"))


def test_a_check_reads_each_file_once(read: Counter[str]) -> None:
    assert isinstance(check(EXAMPLE, gazetteer.load(), NOW), Sound)
    assert read == files_of(EXAMPLE)


def test_a_load_reads_each_file_once(read: Counter[str]) -> None:
    load_folder(EXAMPLE, gazetteer.load())
    assert read == files_of(EXAMPLE)


def test_who_an_entry_is_about_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: Counter[str] = Counter()
    look_up = Gazetteer.by_name_or_code

    def counting(names: Gazetteer, text: str) -> Municipality:
        looked_up[text] += 1
        return look_up(names, text)

    monkeypatch.setattr(Gazetteer, "by_name_or_code", counting)
    assert isinstance(check(EXAMPLE, gazetteer.load(), NOW), Sound)
    assert looked_up["Medemblik"] == 1
    assert max(looked_up.values()) == 1


def test_a_check_that_finds_faults_reads_no_file_twice(read: Counter[str], tmp_path: Path) -> None:
    (tmp_path / "trunks.yaml").write_text("trunks: {a: {endpoint: 'PJSIP/a', capacity: 1}}\n")
    found = check(tmp_path, gazetteer.load(), NOW)
    assert isinstance(found, Faulty)
    assert "ENDPOINT" in {fault.code for fault in found.faults}
    assert max(read.values()) == 1


def test_what_is_wrong_in_a_file_is_told_to_each_who_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "routing.yaml").write_text("a: 1\na: 2\n")
    once = Documents(tmp_path)
    told = []
    for _ in range(2):
        faults = FaultLog()
        assert once.required("routing.yaml", faults) is not None
        told.append(tuple(faults))
    assert told[0] == told[1]
    assert [fault.code for fault in told[0]] == ["DUPLICATE-KEY"]


def test_a_file_with_too_many_faults_ends_the_reading_for_each_who_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "routing.yaml").write_text("a: 1\n" * (MOST_FAULTS + 10))
    once = Documents(tmp_path)
    for _ in range(2):
        with pytest.raises(TablesFaultyError):
            once.required("routing.yaml", FaultLog())
