"""A log that can't be written any more, in the middle of the service: the caller is asked and put through as ever."""

import asyncio
import resource

import pytest

from tests.telephony.calls import arrivals, by_keys, last_arrival, place
from tests.telephony.conftest import StageMaker

SECONDS = 20.0


@pytest.mark.fault("the disk that the log goes to is full", caller="the municipality that they choose", after="-")
async def test_no_room_for_the_log_costs_the_caller_nothing(make_stage: StageMaker) -> None:
    stage = await make_stage()
    # The kernel refuses every further byte in a file, as it does on a full disk.
    unlimited = resource.prlimit(stage.daemon.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    for _ in range(2):
        await place(stage, "140229", by_keys(2))
        assert last_arrival(stage).endpoint == "trunk-medemblik"
    health = await stage.daemon.health()
    assert (health["ami"], "log" in health["degraded"]) == ("connected", True)
    assert "decided" not in stage.daemon.log

    resource.prlimit(stage.daemon.pid, resource.RLIMIT_FSIZE, unlimited)
    async with asyncio.timeout(SECONDS):
        while "log" in (await stage.daemon.health())["degraded"]:
            await asyncio.sleep(0.1)
    await stage.daemon.logged("log_lines_lost")
    assert arrivals(stage) == ["trunk-medemblik", "trunk-medemblik"]
