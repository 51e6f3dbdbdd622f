"""Records while the database is well, gone, full or locked: nothing waits, nothing is there twice, losses count."""

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.archive.kept_archive import MOST_SECONDS, Kept, kept_in
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import LookAfter, Spool
from veertien.archive.rows import rows_of_call

pytestmark = pytest.mark.usefixtures("brief_waits")

BEGAN = datetime.now(UTC)


@contextmanager
def largest_file(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond this, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_call_is_written_with_its_answers_in_order(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        kept.call(2)
        await kept.idle()
        assert kept.archive.fault is None
    assert kept.rows() == [("1.0", 2), ("2.0", 2)]
    assert (kept.archive.written, kept.archive.lost) == (6, 0)


async def test_what_waits_at_a_stop_is_written(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        for place in range(50):
            kept.call(place)
    assert len(kept.rows()) == 50


async def test_nobody_else_can_read_the_files(tmp_path: Path) -> None:
    async with kept_in(tmp_path / "new") as kept:
        kept.call(1)
        await kept.idle()
        files = list((tmp_path / "new").iterdir())
        assert {file.stat().st_mode & 0o077 for file in files} == {0}


async def test_after_a_close_nothing_is_told_to_be_missing(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
    async with kept_in(tmp_path) as kept:
        assert kept.archive.missing_since is None


@pytest.mark.slow
async def test_who_did_not_close_is_told_from_when_on_records_may_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
        all_kept_until = datetime.now(UTC)
        kept.database.close()
        with sqlite3.connect(kept.file, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            kept.call(2)
            await kept.idle()
            # As a process does that is started after this one was killed.
            next_one = Kept(tmp_path, 1_000_000, None)
            assert next_one.archive.missing_since is not None
            assert BEGAN < next_one.archive.missing_since < all_kept_until
            other.execute("COMMIT")
        assert "records_may_be_missing" in capsys.readouterr().out
        kept.look()
        await kept.well()
    assert Kept(tmp_path, 1_000_000, None).archive.missing_since is None


async def test_who_hands_calls_over_does_not_wait_for_a_locked_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that nothing is given up while it is locked.
    monkeypatch.setattr("veertien.archive.database.WAIT_SECONDS", MOST_SECONDS)
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
        with sqlite3.connect(kept.file, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            for place in range(2, 20):
                kept.call(place)
            # Whoever waited would be here only after the database was given up, with nothing left to be written.
            assert kept.archive.waiting > 0
            assert kept.archive.fault is None
            other.execute("COMMIT")
        await kept.idle()
    assert kept.rows() == [(f"{place}.0", 2) for place in range(1, 20)]


@pytest.mark.slow
@pytest.mark.fault("the records' database is locked", caller="nothing", after="at once")
async def test_while_somebody_else_has_it_locked_rows_wait_in_the_spool(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
        other = sqlite3.connect(kept.file, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for place in range(2, 20):
            kept.call(place)
        await kept.idle()
        assert kept.archive.fault is not None
        assert "locked" in kept.archive.fault
        assert kept.archive.spooled_bytes > 0
        other.execute("COMMIT")
        other.close()
        kept.look()
        await kept.well()
    assert kept.rows() == [(f"{place}.0", 2) for place in range(1, 20)]
    assert (kept.archive.spooled_bytes, kept.archive.lost) == (0, 0)


@pytest.mark.fault("the records' database is gone", caller="nothing", after="at once")
async def test_a_database_that_is_taken_away_is_made_anew(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
        for file in tmp_path.glob("records.sqlite*"):
            file.unlink()
        kept.call(2)
        await kept.idle()
    assert kept.rows() == [("2.0", 2)]


@pytest.mark.fault("the records' database is damaged", caller="nothing", after="at once")
async def test_what_is_no_database_is_left_alone_and_rows_wait(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.file.write_bytes(b"something else" * 1000)
        kept.call(1)
        await kept.idle()
        assert kept.archive.fault == "file is not a database"
        kept.file.unlink()
        kept.look()
        await kept.well()
    assert kept.rows() == [("1.0", 2)]


@pytest.mark.fault("the disk under the records is full", caller="nothing", after="at once")
@pytest.mark.slow
async def test_what_a_full_disk_leaves_no_room_for_is_lost_and_counted(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
        wal = max(file.stat().st_size for file in tmp_path.iterdir())
        with largest_file(wal):
            for place in range(2, 200):
                kept.call(place)
                await kept.idle()
            assert kept.archive.fault is not None
            # Each call is three rows: in the database, in the spool, or lost.
            assert kept.archive.lost > 0
        kept.look()
        await kept.well()
        assert kept.archive.written + kept.archive.lost == 3 * 199
    assert len(kept.rows()) == len(set(kept.rows()))


@pytest.mark.fault("the folder of the records can't be written to", caller="nothing", after="at once")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_that_is_not_writable(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        await kept.idle()
        assert kept.archive.fault is not None
        tmp_path.chmod(0o700)
        assert kept.archive.lost == 3


async def test_a_folder_that_is_a_file_costs_the_rows_and_they_are_counted(tmp_path: Path) -> None:
    """As a folder that can't be written to, also for root."""
    (tmp_path / "folder").write_text("")
    async with kept_in(tmp_path / "folder") as kept:
        kept.call(1)
        await kept.idle()
        assert kept.archive.fault is not None
        assert (kept.archive.written, kept.archive.lost) == (0, 3)


async def test_a_spool_that_is_full_counts_what_it_has_no_room_for(tmp_path: Path) -> None:
    async with kept_in(tmp_path, most_bytes=4000) as kept:
        kept.file.write_bytes(b"something else" * 1000)
        for place in range(20):
            kept.call(place)
        await kept.idle()
        assert kept.archive.spooled_bytes <= 4000
        lost = kept.archive.lost
        assert 0 < lost < 60
        kept.file.unlink()
        kept.look()
        await kept.well()
        assert kept.archive.written == 60 - lost


async def test_a_spool_that_was_replayed_but_not_emptied_makes_no_row_twice(tmp_path: Path) -> None:
    """As after a kill between the two."""
    spool = Spool(tmp_path / "records.spool")
    spool.add(rows_of_call(NODE, asked_call("1.0"), heard("1.0")))
    async with kept_in(tmp_path) as kept:
        kept.archive.take(asked_call("1.0"))
        await kept.idle()
        kept.look()
        await kept.idle()
    assert kept.rows() == [("1.0", 2)]


async def test_of_a_spool_that_was_cut_off_only_that_line_is_lost(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "records.spool")
    spool.add(rows_of_call(NODE, asked_call("1.0"), heard("1.0")))
    spool.add(rows_of_call(NODE, asked_call("2.0"), ()))
    file = tmp_path / "records.spool"
    file.write_bytes(file.read_bytes()[:-20])
    # The next daemon writes behind it.
    spool.add(rows_of_call(NODE, asked_call("3.0"), ()))
    async with kept_in(tmp_path) as kept:
        kept.look()
        await kept.idle()
        assert (kept.archive.written, kept.archive.lost) == (4, 1)


async def test_what_has_expired_is_deleted_when_the_database_is_looked_after(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        kept.call(1)
        kept.call(2)
        kept.archive.take(LookAfter(NOON + timedelta(seconds=2)))
        await kept.idle()
    assert kept.rows() == [("2.0", 2)]


@pytest.mark.slow
async def test_a_long_spool_is_replayed_bit_by_bit_and_new_calls_come_in_between(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "records.spool")
    for place in range(100, 400):
        spool.add(rows_of_call(NODE, asked_call(f"{place}.0", NOON + timedelta(seconds=place)), heard(f"{place}.0")))
    async with kept_in(tmp_path) as kept:
        kept.look()
        await kept.until(lambda: kept.archive.written > 0)
        kept.call(1)
        await kept.until(lambda: kept.file.exists() and ("1.0", 2) in kept.rows())
        assert kept.archive.spooled_bytes > 0
        await kept.idle()
        assert (kept.archive.written, kept.archive.lost, kept.archive.spooled_bytes) == (903, 0, 0)


@pytest.mark.slow
async def test_a_call_of_which_nothing_can_be_made_is_counted_and_takes_no_other_with_it(tmp_path: Path) -> None:
    async with kept_in(tmp_path) as kept:
        broken = replace(asked_call("broken"), arrival=7)  # type: ignore[arg-type]  # what no code of ours does
        kept.archive.take(broken)
        kept.call(1)
        await kept.idle()
        assert (kept.archive.written, kept.archive.lost) == (3, 1)
    assert kept.rows() == [("1.0", 2)]


async def test_whatever_goes_wrong_in_writing_rows_go_to_the_spool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> int:
        raise KeyError("a fault of ours")

    async with kept_in(tmp_path) as kept:
        with monkeypatch.context() as patched:
            patched.setattr(kept.database, "write", breaks)
            kept.call(1)
            await kept.idle()
            assert kept.archive.spooled_bytes > 0
        kept.look()
        await kept.well()
    assert kept.rows() == [("1.0", 2)]
