"""A disk that is full under what calls can do without: no call fails by it, and with room again all goes on."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from veertien.testcall.placed_call import HearOut, Say

FILES = {"routing.yaml": "remember: {days: 90, without_asking: no}\n"}
SETTINGS = "capture: {key_file: memory.key, days: 30, dir: kept, share: 1}\n"
ANSWER_BYTES = 16_000
"""Fewer than the sound of an answer has."""
SECONDS = 60.0


@pytest.mark.fault(
    "the disk for captures and remembered choices is full",
    caller="nothing; what they say and choose is not kept",
    after="-",
)
async def test_no_room_for_what_is_kept_costs_the_caller_nothing_and_later_answers_are_kept_again(
    make_stage: StageMaker, folder: Path
) -> None:
    stage = await make_stage(tables=changed(folder, FILES, {}), settings=SETTINGS)
    with no_more_room(stage):
        await says_medemblik(stage, "0229000501")
        await until_degraded(stage, {"captures", "memory"})
        # Not even a part of it.
        assert kept(stage) == []
    await says_medemblik(stage, "0229000502")
    await until_kept(stage, 1)
    # The database is left alone for a while after a fault.
    async with asyncio.timeout(SECONDS):
        while await degraded(stage):
            await says_medemblik(stage, "0229000503")
    for line in ('"event": "capture_failed"', '"event": "memory_failed"'):
        assert (await stage.daemon.logged(line)).count(line) == 1


@contextmanager
def no_more_room(stage: Stage) -> Iterator[None]:
    """Have the kernel refuse to make a file of the daemon's longer than its log becomes, as on a full disk."""
    most_bytes = len(stage.daemon.log) + 4000
    assert most_bytes < ANSWER_BYTES
    unlimited = resource.prlimit(stage.daemon.pid, resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(stage.daemon.pid, resource.RLIMIT_FSIZE, unlimited)


async def says_medemblik(stage: Stage, caller: str) -> None:
    said = Say(stage.voices.speak("Medemblik", CLEAR_VOICE), "Medemblik")
    before = arrivals(stage, caller)
    await place(stage, "140229", (HearOut(), said), caller=caller)
    assert arrivals(stage, caller) == [*before, "trunk-medemblik"]


def kept(stage: Stage) -> list[Path]:
    return [*(stage.config / "kept").iterdir()]


async def until_kept(stage: Stage, count: int) -> None:
    async with asyncio.timeout(SECONDS):
        while len(kept(stage)) < count:
            await asyncio.sleep(0.05)


async def degraded(stage: Stage) -> set[str]:
    return set((await stage.daemon.health())["degraded"])


async def until_degraded(stage: Stage, words: set[str]) -> None:
    async with asyncio.timeout(SECONDS):
        while await degraded(stage) != words:
            await asyncio.sleep(0.05)
