"""Captures beside the calls: written soon, and whatever is wrong with the disk, no call waits."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from structlog.testing import LogCapture

from tests.unit.asterisk.waiting import until
from tests.unit.captures.conftest import made
from veertien.captures import Became, Capture, CaptureKeeper, CaptureKey, CaptureStore, new_id
from veertien.captures.keeper import MOST_QUEUED

NOW = datetime(2026, 11, 28, 14, 59, tzinfo=UTC)


class Hanging(CaptureStore):
    """A disk that doesn't answer: no real one can be made to hang and then let go."""

    def __init__(self, folder: Path, key: CaptureKey) -> None:
        super().__init__(folder, key)
        self.let_go = threading.Event()

    def keep(self, capture: Capture) -> None:
        self.let_go.wait()
        super().keep(capture)


@pytest.fixture
def lines() -> Iterator[LogCapture]:
    capture = LogCapture()
    before = structlog.get_config()
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture
    structlog.configure(**before)


async def test_what_waits_is_written_before_the_daemon_stops(store: CaptureStore) -> None:
    keeper = CaptureKeeper(store)
    ids = sorted(new_id(NOW) for _ in range(5))
    for capture_id in ids:
        keeper.keep(made(capture_id))
    await keeper.stop()
    assert store.ids() == tuple(ids)
    assert keeper.fault is None


async def test_who_called_again_was_perhaps_not_understood(store: CaptureStore) -> None:
    keeper = CaptureKeeper(store)
    keeper.keep(made(outcome=Became.TAKEN))
    keeper.called_again(made().id)
    keeper.called_again("2026112801-00aa11bb22cc")
    await keeper.stop()
    assert [*store.all()] == [made(outcome=Became.CALLED_AGAIN)]
    assert keeper.fault is None


async def test_what_is_over_is_deleted(store: CaptureStore) -> None:
    keeper = CaptureKeeper(store)
    keeper.keep(made(new_id(NOW - timedelta(31))))
    keeper.tidy(NOW, 30)
    await keeper.stop()
    assert store.ids() == ()


@pytest.mark.fault("the disk for captures hangs", caller="nothing; what they say is not kept", after="-")
async def test_where_the_disk_hangs_what_comes_beyond_the_queue_is_dropped(
    folder: Path, key: CaptureKey, lines: LogCapture
) -> None:
    store = Hanging(folder, key)
    keeper = CaptureKeeper(store)
    for _ in range(MOST_QUEUED + 3):
        keeper.keep(made(new_id(NOW)))
    assert keeper.waiting == MOST_QUEUED
    assert keeper.fault
    assert "too slow" in keeper.fault
    assert [line["event"] for line in lines.entries] == ["capture_failed"]
    store.let_go.set()
    await until(lambda: keeper.waiting == 0)
    assert len(store.ids()) == MOST_QUEUED
    assert not keeper.fault
    await keeper.stop()


async def test_a_folder_that_cannot_be_written_is_told_once_until_it_can(
    store: CaptureStore, folder: Path, lines: LogCapture
) -> None:
    folder.write_text("no folder")
    keeper = CaptureKeeper(store)
    for _ in range(3):
        keeper.keep(made(new_id(NOW)))
    await until(lambda: keeper.waiting == 0)
    assert keeper.fault
    assert str(folder) in keeper.fault
    assert len(lines.entries) == 1
    folder.unlink()
    keeper.keep(made())
    await keeper.stop()
    assert not keeper.fault


async def test_after_the_end_nothing_is_kept_and_nothing_raises(store: CaptureStore) -> None:
    keeper = CaptureKeeper(store)
    await keeper.stop()
    keeper.keep(made())
    assert keeper.fault
