"""The loss of the manager interface is noticed, shown, healed by itself, and costs no call."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at
from demo.stage import Stage
from demo.world import Behaviour
from tests.telephony.ami_way import AmiWay, connected, led_through
from tests.telephony.calls import arrivals, by_keys, place, served
from tests.telephony.conftest import StageMaker
from tests.telephony.records import calls_recorded, record
from veertien.asterisk.over_audio import LEASE_SECONDS
from veertien.service.pbx.lost_ends import ENDS_LOOK_SECONDS
from veertien.testcall.placed_call import HearOut, PlacedCall, Press, Wait

HEALING_SECONDS = 30.0
AWAY_SECONDS = 4.0
NORMAL = 16
"""The Q.850 cause of a call that ends as calls do."""
AT_ONCE = 30
STAYS = """
[veertien-carrier]
exten => 77,1,Set(CHANNEL(hangup_handler_push)=veertien-hangup,s,1)
 same => n,Answer()
 same => n,Wait(60)
"""
"""A number that does no more than answer and tell its end."""


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
        await place(stage, "140229", (HearOut(), Wait(LEASE_SECONDS + AWAY_SECONDS), Press("1"), Wait(0.6), Press("2")))
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


@pytest.mark.fault("AMI is away when a call ends", caller="nothing; the record is as ever", after="-")
async def test_a_call_that_ends_while_it_is_away_is_recorded_once_after_it_is_back(make_stage: StageMaker) -> None:
    stage = await make_stage()
    stage.world.behaviours["trunk-hoorn"] = Behaviour.BUSY
    async with led_through(stage) as way:

        async def away(_: PlacedCall) -> None:
            await stage.world.greeted(await stage.world.arrival(lambda one: one.endpoint == "trunk-hoorn-backup"))
            await way.close()

        await place(stage, "140229", by_keys(1), until=away)
        await asyncio.sleep(1.0)
        assert await calls_recorded(stage) == []
        await way.open()
        line = await record(stage, 0)
        assert (line["outcome"], line["result"], line["endpoint"], line["cause"]) == (
            "connect",
            "ANSWER",
            "trunk-hoorn-backup",
            NORMAL,
        )
        assert [(one["endpoint"], one["end"]) for one in line["turned_away"]] == [("trunk-hoorn", "busy")]
        # Nor again at the next login, or to the next daemon.
        await way.close()
        await way.open()
        await logged_in_and_looked(stage)
        assert await calls_recorded(stage) == [line]
        await stage.daemon.stop()
        await stage.daemon.start()
        await logged_in_and_looked(stage)
        assert await calls_recorded(stage) == []


async def test_a_call_that_is_decided_while_it_is_away_is_recorded_once_with_its_end(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with led_through(stage) as way:

        async def back(_: PlacedCall) -> None:
            await served(stage, "0201234567")
            await way.open()
            await logged_in_and_looked(stage)

        await way.close()
        await place(stage, "14020")
        await place(stage, "14020", caller="0201234567", until=back)
        await record(stage, 1)
        await asyncio.sleep(1.0)
        assert [(line["outcome"], line["result"]) for line in await calls_recorded(stage)] == [
            ("connect", "ANSWER")
        ] * 2
        assert len({line["call"] for line in await calls_recorded(stage)}) == 2


async def test_who_hangs_up_in_the_question_while_it_is_away_is_recorded_once(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with led_through(stage) as way:

        async def away(_: PlacedCall) -> None:
            await way.close()

        await place(stage, "140229", (HearOut(),), until=away)
        await asyncio.sleep(1.0)
        await way.open()
        line = await record(stage, 0)
        await logged_in_and_looked(stage)
        assert await calls_recorded(stage) == [line]
        assert (line["outcome"], line["result"]) == ("abandoned", "none")


async def test_a_call_that_the_daemon_never_saw_is_recorded_once_after_it_is_back(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with led_through(stage) as way:
        await logged_in_and_looked(stage)
        await way.close()
        await stage.pbx.console("dialplan set global VEERTIEN_AGI agi://127.0.0.1:1/route")
        await place(stage, "14020")
        await way.open()
        line = await record(stage, 0)
        assert ("outcome" in line, line["result"], line["endpoint"], line["fell_back"]) == (
            False,
            "ANSWER",
            "fallback",
            True,
        )
        await way.close()
        await way.open()
        await logged_in_and_looked(stage)
        assert await calls_recorded(stage) == [line]


async def test_calls_that_end_at_once_while_it_is_away_are_all_recorded(make_stage: StageMaker) -> None:
    stage = await make_stage()
    dialplan = stage.pbx.folders.etc / "extensions.conf"
    dialplan.write_text(dialplan.read_text() + STAYS)
    await stage.pbx.console("dialplan reload")
    async with led_through(stage) as way, peer_at(CARRIER_ADDRESS) as carrier:
        await logged_in_and_looked(stage)
        await way.close()
        for _ in range(AT_ONCE):
            call = await carrier.call(stage.network.pbx, Invitation("77"))
            await call.answered()
        await stage.pbx.console("channel request hangup all")
        await way.open()
        await record(stage, AT_ONCE - 1)
        await logged_in_and_looked(stage)
        found = await calls_recorded(stage)
        assert len({line["call"] for line in found}) == len(found) == AT_ONCE


async def logged_in_and_looked(stage: Stage) -> None:
    """Wait until the daemon is connected and has had the time to look for ends; a loss shows a moment later."""
    await asyncio.sleep(1.0)
    await connected(stage)
    await asyncio.sleep(2 * ENDS_LOOK_SECONDS)
