"""The folder of captures: private, bounded, and empty again after the days that were set."""

import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.captures.conftest import SECRET, made
from veertien.captures import Became, CaptureKey, CaptureStore, CaptureUnreadableError, new_id

NOW = datetime(2026, 11, 28, 14, 59, 31, tzinfo=UTC)


def kept(store: CaptureStore, *hours_ago: int) -> list[str]:
    ids = [new_id(NOW - timedelta(hours=hours)) for hours in hours_ago]
    for capture_id in ids:
        store.keep(made(capture_id))
    return ids


def test_a_capture_is_one_file_that_only_its_owner_can_read_and_that_tells_the_hour(
    store: CaptureStore, folder: Path
) -> None:
    kept(store, 0)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert datetime.fromtimestamp(file.stat().st_mtime, UTC) == NOW.replace(minute=0, second=0)


def test_what_is_kept_is_read_and_can_be_replaced(store: CaptureStore, folder: Path) -> None:
    store.keep(made())
    store.keep(made(outcome=Became.CALLED_AGAIN))
    assert [*store.all()] == [made(outcome=Became.CALLED_AGAIN)]
    assert len([*folder.iterdir()]) == 1


def test_before_the_first_there_is_nothing(store: CaptureStore) -> None:
    assert (store.ids(), [*store.all()], store.forget_before(NOW), store.tidy(NOW, 30)) == ((), [], 0, 0)


def test_what_is_older_than_the_days_is_deleted_and_so_is_what_was_left_unfinished(
    store: CaptureStore, folder: Path
) -> None:
    _, young = kept(store, 24 * 30 + 1, 24 * 30 - 1)
    (folder / "2026112814-00aa11bb22cc.unfinished").write_bytes(b"half")
    (folder / "somebody's.txt").write_text("notes")
    assert store.tidy(NOW, 30) == 1
    assert store.ids() == (young,)
    assert {file.name for file in folder.iterdir()} == {f"{young}.capture", "somebody's.txt"}


@pytest.mark.parametrize("bounds", [{"most": 2}, {"most_bytes": 4500}])
def test_the_oldest_go_where_there_is_no_more_room(folder: Path, key: CaptureKey, bounds: dict[str, int]) -> None:
    ids = kept(CaptureStore(folder, key), 4, 3)
    store = CaptureStore(folder, key, **bounds)
    ids += kept(store, 2, 1)
    assert store.ids() == tuple(ids[-2:])


def test_a_capture_that_cannot_be_used_is_told_and_the_others_are_read(
    store: CaptureStore, folder: Path, key: CaptureKey
) -> None:
    damaged, sound, foreign, long = kept(store, 4, 3, 2, 1)
    path = folder / f"{damaged}.capture"
    path.write_bytes(path.read_bytes()[:-1])
    CaptureStore(folder, CaptureKey(b"other" * 8)).keep(made(foreign))
    (folder / f"{long}.capture").write_bytes(bytes(3 << 20))
    first, second, third, fourth = store.all()
    assert second == made(sound)
    for found, said in ((first, "is damaged"), (third, "with another key"), (fourth, "too long")):
        assert isinstance(found, CaptureUnreadableError)
        assert said in str(found)
        assert ".capture" in str(found)


@pytest.mark.parametrize("name", ["../passwd", "2026112814-00aa11bb22cc/..", "", "2026139914-00aa11bb22cc"])
def test_a_name_leads_nowhere_else(store: CaptureStore, name: str) -> None:
    for use in (store.read, store.forget):
        with pytest.raises(ValueError):
            use(name)


def test_a_capture_that_could_not_be_written_leaves_nothing(store: CaptureStore, folder: Path) -> None:
    folder.mkdir()
    (folder / "2026112814-00aa11bb22cc.capture").mkdir()
    with pytest.raises(OSError, match="capture"):
        store.keep(made())
    assert [path.name for path in folder.iterdir()] == ["2026112814-00aa11bb22cc.capture"]


@pytest.mark.slow
def test_on_a_full_disk_nothing_is_left_of_a_capture_and_the_earlier_ones_stay(
    store: CaptureStore, folder: Path
) -> None:
    """In a process of its own, whose files may not grow: that is what a full disk looks like from inside."""
    store.keep(made())
    program = (
        "import resource, sys\n"
        "from dataclasses import replace\nfrom pathlib import Path\n"
        "from veertien.captures import CaptureKey, CaptureStore\n"
        "store = CaptureStore(Path(sys.argv[1]), CaptureKey(sys.argv[2].encode()))\n"
        "(earlier,) = store.all()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "for name in (earlier.id, '2026112814-0123456789ab'):\n"
        "    try:\n"
        "        store.keep(replace(earlier, id=name, pcm=bytes(16_000)))\n"
        "    except OSError as error:\n"
        "        print(error.strerror)\n"
    )
    command = [sys.executable, "-c", program, str(folder), SECRET.decode()]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["File too large"] * 2
    assert [path.name for path in folder.iterdir()] == [f"{made().id}.capture"]
    assert [*store.all()] == [made()]
