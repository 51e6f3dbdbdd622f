"""What the doctor sees of this machine, on this machine."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edition_2027 import write_edition_2027
from tests.unit.small_config import write_small_config
from veertien.config import load_settings
from veertien.doctor.facts import HostFacts
from veertien.service.doctor import host
from veertien.service.doctor.host import daemons_of, free_memory, host_facts

NOBODY = 65_534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_config(tmp_path / "config", "prompts: {cache: ../cache}\n")


def seen(folder: Path, behind: float = 0.0) -> HostFacts:
    return host_facts(folder, load_settings(folder), time.time() - behind)


def test_a_folder_that_is_not_there_yet_and_can_be_made_is_no_fault(folder: Path) -> None:
    assert seen(folder).unwritable == ()


@pytest.mark.parametrize("mode", [0o555, 0o500])
def test_a_folder_that_the_daemons_user_may_not_write_to_is_seen(
    folder: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = folder.parent / "cache"
    cache.mkdir()
    cache.chmod(mode)
    # Root may everything, so look as somebody else.
    as_user(monkeypatch, os.getuid() or NOBODY)
    assert [path.name for path in seen(folder).unwritable] == ["cache"]


def test_a_table_that_the_daemons_user_may_not_read_is_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not seen(folder).unreadable
    (folder / "trunks.yaml").chmod(0o200)
    settings = load_settings(folder)
    as_user(monkeypatch, os.getuid() or NOBODY)
    assert host_facts(folder, settings, time.time()).unreadable


def test_national_data_that_the_daemons_user_may_not_read_are_seen(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = write_edition_2027(tmp_path / "data-2027")
    with (folder / "veertien.yaml").open("a") as file:
        file.write(f"data: {edition}\n")
    assert seen(folder).unreadable == ()
    settings = load_settings(folder)
    (edition / "places.tsv").chmod(0o200)
    as_user(monkeypatch, os.getuid() or NOBODY)
    assert host_facts(folder, settings, time.time()).unreadable == (edition,)


def test_settings_with_a_secret_that_all_may_read_are_seen(folder: Path) -> None:
    settings = folder / "veertien.yaml"
    settings.chmod(0o644)
    assert seen(folder).open_secrets == ()
    settings.write_text("ami: {username: veertien, secret: 0123456789abcdef}\n")
    assert [path.name for path in seen(folder).open_secrets] == ["veertien.yaml"]
    settings.chmod(0o640)
    assert seen(folder).open_secrets == ()


def test_a_clock_that_was_set_back_is_seen_by_the_files(folder: Path) -> None:
    assert seen(folder).seconds_behind == 0
    assert seen(folder, behind=86_400).seconds_behind == pytest.approx(86_400, abs=600)


def test_the_disk_of_each_folder_that_is_there_is_looked_at(folder: Path) -> None:
    (disk,) = seen(folder).disks
    assert disk.folders == (folder,)
    assert 0 < disk.free <= disk.total


def test_memory_is_what_the_kernel_says_may_be_had() -> None:
    assert free_memory("MemTotal:  4000 kB\nMemAvailable:    2000 kB\n") == 2_048_000
    assert free_memory("MemTotal:  4000 kB\n") is None


def test_a_folder_that_is_gone_and_a_kernel_that_says_nothing_are_no_crash(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(folder)
    shutil.rmtree(folder)
    monkeypatch.setattr(host, "_PROCESSES", folder)
    found = host_facts(folder, settings, time.time())
    assert (bool(found.unreadable), found.free_memory, found.daemons) == (True, None, 0)


@pytest.fixture
def second(folder: Path) -> Iterator[int]:
    # Only its words count here; tests/telephony has real ones.
    process = subprocess.Popen(
        ["veertien", "-c", "import sys; sys.stdin.read()", "serve", "--config=config"],
        executable=sys.executable,
        cwd=folder.parent,
        stdin=subprocess.PIPE,
    )
    yield process.pid
    process.communicate()


@pytest.mark.slow
def test_daemons_are_counted_by_the_folder_that_they_serve(folder: Path, second: int) -> None:
    assert daemons_of(folder) == (second,)
    assert daemons_of(folder.parent) == ()


def as_user(monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(os, "getegid", lambda: user)
    monkeypatch.setattr(os, "getgroups", list)
