"""The config folder as the daemon reads it: whole, from one moment, and told apart from what was read before."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edition_2027 import write_edition_2027
from veertien.config import TablesFaultyError
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded, tables_digest
from veertien.config.yaml_files.documents import Documents

EXAMPLE = Path(__file__).resolve().parents[3] / "config"
ACTS: dict[str, Callable[[Path], object]] = {
    "a value changed": lambda path: change(path / "trunks.yaml", "capacity: 30", "capacity: 31"),
    "a file added": lambda path: (path / "municipalities/zuid.yaml").write_text("municipalities: []\n"),
    "a file added that is not read": lambda path: (path / "callers.yml").write_text("blocked: []\n"),
    "a file taken away": lambda path: (path / "pronunciations.yaml").unlink(),
    "a file replaced by one of the same size and time": lambda path: replace_unseen(path / "operator.yaml"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLE, tmp_path / "config")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def replace_unseen(file: Path) -> None:
    """Put another number in a file the way rsync -t would if clocks were against us."""
    replace_unseen_in(file, "0880000014", "0880000015")


def replace_unseen_in(file: Path, old: str, new: str) -> None:
    before = file.stat()
    other = file.with_name("other")
    other.write_text(file.read_text().replace(old, new))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_change_of_a_file_is_seen(path: Path, act: Callable[[Path], object]) -> None:
    folder = ConfigFolder(path)
    before = folder.stamp()
    assert folder.stamp() == before
    act(path)
    assert folder.stamp() != before


def test_a_change_of_the_national_data_that_it_names_is_seen_and_they_are_part_of_what_was_read(
    path: Path, tmp_path: Path
) -> None:
    edition = write_edition_2027(tmp_path / "data-2027")
    with (path / "veertien.yaml").open("a") as file:
        file.write("data: ../data-2027\n")
    folder = ConfigFolder(path)
    loaded = folder.load()
    assert (loaded.data.folder, len(loaded.data.files)) == (path / "../data-2027", 11)
    assert loaded.digest == tables_digest(path)
    assert folder.stamp() == folder.last_read
    replace_unseen_in(edition / "edition.tsv", "2027-01-01", "2027-01-02")
    assert folder.stamp() != folder.last_read
    again = folder.load()
    assert again.data.digest != loaded.data.digest
    assert loaded.digest != again.digest == tables_digest(path)


def test_what_editors_leave_beside_a_file_is_not_a_change(path: Path) -> None:
    folder = ConfigFolder(path)
    before = folder.stamp()
    (path / ".#trunks.yaml").symlink_to("nobody@nowhere.1")
    (path / "trunks.yaml~").write_text("x")
    (path / "municipalities/.amsterdam.yaml.swp").write_text("x")
    assert folder.stamp() == before


def test_the_digest_names_the_tables_and_not_the_machine(path: Path, tmp_path: Path) -> None:
    folder = ConfigFolder(path)
    first = folder.load().digest
    elsewhere = ConfigFolder(shutil.copytree(path, tmp_path / "elsewhere"))
    change(elsewhere.path / "veertien.yaml", "port: 8014", "port: 8016")
    assert elsewhere.load().digest == first
    change(path / "trunks.yaml", "capacity: 30", "capacity: 31")
    assert folder.load().digest != first


class BeingWritten(ConfigFolder):
    """A folder in which somebody saves a file right after each of the first readings."""

    def __init__(self, path: Path, texts: list[str]) -> None:
        super().__init__(path)
        self._texts = texts

    def _read(self, documents: Documents) -> Loaded:
        try:
            return super()._read(documents)
        finally:
            if self._texts:
                (self.path / "operator.yaml").write_text(self._texts.pop(0))


OPERATOR = "destinations: [{{trunk: operator, number: {}}}]\n"


def test_what_was_half_saved_when_it_was_read_is_read_again(path: Path) -> None:
    (path / "operator.yaml").write_text("destinations: [{trunk: oper")
    loaded = BeingWritten(path, [OPERATOR.format("0880000077")]).load()
    assert loaded.tables.operator[0].number == "0880000077"


def test_files_that_never_come_to_rest_are_given_up(path: Path) -> None:
    folder = BeingWritten(path, [OPERATOR.format(f"0880000{number}") for number in range(100, 120)])
    with pytest.raises(ConfigUnstableError, match="changed while they were read"):
        folder.load()


def test_faults_in_files_at_rest_are_faults_and_count_as_read(path: Path) -> None:
    change(path / "trunks.yaml", "capacity: 30", "capacity: many")
    change(path / "veertien.yaml", "recognisers: auto", "recognisers: none")
    folder = ConfigFolder(path)
    with pytest.raises(TablesFaultyError) as raised:
        folder.load()
    assert {Path(fault.file).name for fault in raised.value.faults} == {"trunks.yaml", "veertien.yaml"}
    assert folder.last_read == folder.stamp()
