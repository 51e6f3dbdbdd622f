"""A daemon that is dead, dies or freezes: each time the dialplan's fallback has the caller, and no channel stays."""

import asyncio
import signal

import pytest

from demo.stage import Stage
from tests.telephony.calls import arrivals, place, served
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.asterisk.over_audio import LEASE_SECONDS
from veertien.testcall.placed_call import HearOut, PlacedCall, Wait

MARGIN_SECONDS = 6.0
"""Seconds for the way from the end of a lease to the fallback's INVITE, with room for a busy machine."""


@pytest.mark.fault("the daemon is dead", caller="the fallback, unanswered until it answers", after="at once")
async def test_dead_before_the_call(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    await stage.daemon.kill()
    call = await place(stage, "140229")
    assert arrivals(stage) == ["fallback"]
    assert ear.greeted_by(stage, call) == {"fallback"}


@pytest.mark.fault("the daemon dies in the question", caller="the fallback", after="at once")
async def test_killed_in_mid_question(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "140229", (HearOut(),), until=lambda _: hurt(stage, signal.SIGKILL))
    assert arrivals(stage) == ["fallback"]
    assert ear.greeted_by(stage, call) == {"fallback"}
    assert ear.decoded_greeting(stage, call) == {"fallback"}


@pytest.mark.fault("the daemon freezes in the question", caller="the fallback", after="8 s")
async def test_frozen_in_mid_question(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "140229", (HearOut(),), until=lambda _: hurt(stage, signal.SIGSTOP))
    assert arrivals(stage) == ["fallback"]
    assert seconds_to_arrival(stage, call) < LEASE_SECONDS + MARGIN_SECONDS
    assert ear.greeted_by(stage, call) == {"fallback"}


@pytest.mark.fault("the daemon is frozen", caller="the fallback, unanswered until it answers", after="4 s")
async def test_frozen_before_the_call(make_stage: StageMaker) -> None:
    stage = await make_stage()
    stage.daemon.signal(signal.SIGSTOP)
    call = await place(stage, "14020")
    assert arrivals(stage) == ["fallback"]
    answered, arrived = call.at("answered"), seconds_to_arrival(stage, call)
    assert answered is not None
    assert arrived < answered


async def test_a_long_conversation_is_not_cut_off_by_the_lease(make_stage: StageMaker) -> None:
    stage = await make_stage()
    call = await place(stage, "140229", (HearOut(), Wait(LEASE_SECONDS + 4.0)), until=lambda _: asyncio.sleep(0))
    assert arrivals(stage) == []
    ended = call.at("ended")
    assert ended is not None
    assert ended > LEASE_SECONDS + 4.0


async def hurt(stage: Stage, how: signal.Signals) -> None:
    await asyncio.sleep(0.5)
    if how is signal.SIGKILL:
        await stage.daemon.kill()
    else:
        stage.daemon.signal(how)
    await served(stage, "0229123456")


def seconds_to_arrival(stage: Stage, call: PlacedCall) -> float:
    return stage.world.arrivals[-1].at - call.began
