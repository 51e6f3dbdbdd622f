"""The loss of the manager interface is noticed, shown, healed by itself, and costs no call."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from demo.stage import Stage
from tests.telephony.ami_way import AmiWay, led_through
from tests.telephony.calls import arrivals, by_keys, place, served
from tests.telephony.conftest import StageMaker
from veertien.service.lease import LEASE_SECONDS
from veertien.testcall.placed_call import Listen, PlacedCall, Press, Wait

HEALING_SECONDS = 30.0
AWAY_SECONDS = 4.0


@pytest.mark.fault("Asterisk restarts", caller="later calls: as ever", after="-")
async def test_asterisk_restarts_and_the_daemon_finds_it_again(make_stage: StageMaker) -> None:
    stage = await make_stage()
    assert (await stage.daemon.health())["ami"] == "connected"

    await stage.pbx.stop()
    report = await until(stage, lambda health: health["ami"] != "connected")
    assert report["status"] == "degraded"
    assert report["degraded"] == ["ami"]
    assert set(report["trunks"].values()) == {"unknown"}

    await stage.pbx.start()
    await until(stage, lambda health: health["trunks"]["medemblik"] == "up")
    await place(stage, "140229", by_keys(2))
    assert arrivals(stage) == ["trunk-medemblik"]


@pytest.mark.fault("AMI is off", caller="the question and the municipality, as ever", after="-")
async def test_without_the_manager_interface_calls_are_asked_and_put_through(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await stage.pbx.stop()
    (stage.pbx.folders.etc / "manager.conf").write_text("[general]\nenabled=no\n")
    await stage.pbx.start()
    # Nobody tells the states of the trunks now: they are unknown and tried.
    await asyncio.sleep(3.0)
    await place(stage, "140229", by_keys(2))
    assert arrivals(stage) == ["trunk-medemblik"]


async def until(stage: Stage, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(HEALING_SECONDS):
        while not holds(report := await stage.daemon.health()):
            await asyncio.sleep(0.2)
        return report


@pytest.mark.fault("AMI is away for 4 s in the question", caller="the question goes on", after="-")
async def test_away_for_four_seconds_in_the_question_costs_the_caller_nothing(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with led_through(stage) as way:
        away = asyncio.create_task(away_in_question(stage, way))
        await place(stage, "140229", (Listen(), Wait(LEASE_SECONDS + AWAY_SECONDS), Press("1"), Wait(0.6), Press("2")))
        await away
    assert arrivals(stage) == ["trunk-medemblik"]


async def away_in_question(stage: Stage, way: AmiWay) -> None:
    async with asyncio.timeout(HEALING_SECONDS):
        while not await stage.pbx.channels():
            await asyncio.sleep(0.1)
    # So long that the lease runs by its renewals.
    await asyncio.sleep(4.0)
    await way.close()
    await asyncio.sleep(AWAY_SECONDS)
    await way.open()


@pytest.mark.fault("AMI is away when a call ends", caller="nothing; the record says `unknown`", after="-")
async def test_a_call_that_ends_while_it_is_away_is_recorded_once_after_it_is_back(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with led_through(stage) as way:

        async def away(_: PlacedCall) -> None:
            await served(stage, "0229123456")
            await way.close()

        await place(stage, "14020", until=away)
        await asyncio.sleep(1.0)
        assert '"event": "call"' not in stage.daemon.log
        await way.open()
        async with asyncio.timeout(HEALING_SECONDS):
            while '"event": "call"' not in stage.daemon.log:
                await asyncio.sleep(0.1)
        assert stage.daemon.log.count('"event": "call"') == 1
