"""Installed models: one link, swapped at one stroke, and the way back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veertien.speech.acoustic_model.installed import NothingInstalledError, install, installed_model, roll_back

NOW = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)


def put(models: Path, number: int) -> Path:
    def fill(folder: Path) -> None:
        (folder / "means").write_text(str(number))

    return install(models, fill, NOW + timedelta(minutes=number), {"learned_from": number})


def test_what_is_installed_is_in_force_and_says_what_it_is(tmp_path: Path) -> None:
    models = tmp_path / "models"
    assert installed_model(models) is None
    folder = put(models, 1)
    assert installed_model(models) == folder
    assert (folder / "means").read_text() == "1"
    note = json.loads((folder / "learned.json").read_text())
    assert (note["before"], note["learned_from"], note["made"]) == (None, 1, "2026-11-28T14:01:00+00:00")


def test_the_way_back_leads_to_the_one_before_and_then_to_the_one_in_the_package(tmp_path: Path) -> None:
    first, second = put(tmp_path, 1), put(tmp_path, 2)
    assert installed_model(tmp_path) == second
    assert roll_back(tmp_path) == installed_model(tmp_path) == first
    assert roll_back(tmp_path) is installed_model(tmp_path) is None
    with pytest.raises(NothingInstalledError, match="no model is installed"):
        roll_back(tmp_path)


def test_one_that_cannot_be_written_leaves_what_was_in_force(tmp_path: Path) -> None:
    first = put(tmp_path, 1)

    def fail(folder: Path) -> None:
        (folder / "means").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        install(tmp_path, fail, NOW, {})
    assert installed_model(tmp_path) == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, "current"]


def test_the_last_few_are_kept(tmp_path: Path) -> None:
    folders = [put(tmp_path, number) for number in range(5)]
    assert sorted(path for path in tmp_path.iterdir() if path.name != "current") == folders[-3:]
    assert roll_back(tmp_path) == folders[3]


def test_one_whose_folder_is_gone_is_not_in_force(tmp_path: Path) -> None:
    first, second = put(tmp_path, 1), put(tmp_path, 2)
    (first / "means").unlink()
    (first / "learned.json").unlink()
    first.rmdir()
    with pytest.raises(NothingInstalledError, match="is gone"):
        roll_back(tmp_path)
    second.rename(tmp_path / "elsewhere")
    assert installed_model(tmp_path) is None
