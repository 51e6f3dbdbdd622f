"""Tasks that last as long as the daemon survive what breaks them, and say so."""

import asyncio
import re
from pathlib import Path
from unittest.mock import Mock

from structlog.testing import capture_logs

from tests.unit.asterisk.waiting import until
from veertien.records import Metrics
from veertien.service.lasting import LastingTasks, Pauses

AT_ONCE = Pauses(first=0.0, last=0.0)
PAGE = Path("docs/operation.md")


async def test_work_that_breaks_is_begun_again_until_it_holds() -> None:
    times = 0

    async def work() -> None:
        nonlocal times
        times += 1
        if times < 4:
            raise OSError("disk full")
        await asyncio.sleep(3600)

    with capture_logs() as logged:
        task = LastingTasks(Metrics(), AT_ONCE).keep("watch_files", work)
        await until(lambda: times == 4)
    assert not task.done()
    assert [line["task"] for line in logged if line["event"] == "lasting_task_broke"] == ["watch_files"] * 3
    task.cancel()


async def test_what_broke_is_told_in_health_and_metrics() -> None:
    metrics = Metrics()
    lasting = LastingTasks(metrics)
    task = lasting.keep("tidy_memory", Mock(side_effect=RuntimeError("no thread")))
    await until(lambda: "tidy_memory" in lasting.troubles())
    assert b'veertien_broken_tasks_total{task="tidy_memory"} 1.0' in metrics.exposition("")[0]
    task.cancel()


async def test_what_has_run_soundly_for_long_is_no_trouble_any_more() -> None:
    lasting = LastingTasks(Metrics(), Pauses(first=3600.0, sound=0.0))
    broken = asyncio.Event()

    async def work() -> None:
        broken.set()
        raise RuntimeError

    task = lasting.keep("watch_files", work)
    await broken.wait()
    assert lasting.troubles() == {}
    task.cancel()


async def test_work_that_ends_though_it_should_last_is_begun_again() -> None:
    times = 0

    async def work() -> None:
        nonlocal times
        times += 1

    task = LastingTasks(Metrics(), AT_ONCE).keep("hangup_signal", work)
    await until(lambda: times > 2)
    task.cancel()


def test_each_task_of_the_daemon_is_a_word_that_the_page_explains() -> None:
    named = re.findall(r'\bkeep\("(\w+)"', Path("agi/veertien/service/daemon.py").read_text(encoding="utf-8"))
    (row,) = re.findall(r"^\| (.*) \| this task of the daemon broke", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", row)) == sorted(named)
