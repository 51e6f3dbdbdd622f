"""A new folder is there whole or not at all."""

from pathlib import Path

import pytest

from veertien.training.new_folder import new_folder, refuse_used


def test_it_is_there_when_it_is_whole_and_nothing_else(tmp_path: Path) -> None:
    to = tmp_path / "some" / "model"
    with new_folder(to) as whole:
        (whole / "means").write_text("1")
        assert not to.exists()
    assert [path.relative_to(tmp_path) for path in sorted(tmp_path.rglob("*"))] == [
        Path("some"),
        Path("some/model"),
        Path("some/model/means"),
    ]


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    to = tmp_path / "model"
    to.mkdir()
    refuse_used(to)
    with new_folder(to) as whole:
        (whole / "means").write_text("1")
    assert (to / "means").read_text() == "1"


def test_after_a_fault_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "model") as whole:
        (whole / "means").write_text("1")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_was_put_there_meanwhile_stays(tmp_path: Path) -> None:
    to = tmp_path / "model"
    with pytest.raises(OSError, match="not empty"), new_folder(to):
        to.mkdir()
        (to / "diary.txt").write_text("mine")
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert (to / "diary.txt").read_text() == "mine"


def test_a_file_and_a_folder_that_holds_something_are_refused(tmp_path: Path) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("mine")
    for used in (diary, tmp_path):
        with pytest.raises(FileExistsError, match="name a new folder"):
            refuse_used(used)
