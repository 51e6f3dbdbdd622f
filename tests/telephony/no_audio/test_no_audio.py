"""A caller whose audio never arrives: told from one who says nothing, and put through to a person all the same."""

import asyncio
from typing import Any

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, OutgoingCall, peer_at
from demo.peer.tones import tone
from demo.stage import Stage
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record

MOST_SECONDS = 60.0
"""Longest wait for the record of a call, in seconds."""
STAYS_SECONDS = 3.0


async def question_of(stage: Stage, place: int) -> dict[str, Any]:
    """Wait for the end of the call in this place, and return what is recorded of the question."""
    return dict((await record(stage, place))["question"])


@pytest.mark.fault("no RTP comes from the caller", caller="the question, the keypad, then the operator", after="43 s")
async def test_a_caller_without_audio_gets_a_person_and_the_line_says_why(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with peer_at(CARRIER_ADDRESS) as carrier:
        call = await carrier.call(stage.network.pbx, Invitation("140229", "0612345678"))
        call.media.silent = True
        await call.answered()
        async with asyncio.timeout(MOST_SECONDS):
            arrival = await stage.world.arrival(lambda found: found.caller == "0612345678")
        assert arrival.endpoint == "trunk-operator"
        call.bye()
        question = await question_of(stage, 0)
    assert question["no_audio_from_caller"] is True
    assert question["audio_seconds"] == 0
    await stage.daemon.logged('"event": "no_audio_from_caller"')
    assert "veertien_no_audio_from_caller_total 1.0" in await stage.daemon.metrics()


async def hangs_up(call: OutgoingCall) -> None:
    """Say nothing, in packets of silence, and hang up."""
    await asyncio.sleep(STAYS_SECONDS)


async def coughs(call: OutgoingCall) -> None:
    """Send nothing but a short sound, as telephones do that suppress silence."""
    call.media.silent = True
    await asyncio.sleep(STAYS_SECONDS)
    await call.media.play(tone(440, 0.1))
    await asyncio.sleep(STAYS_SECONDS)


async def leaves_at_once(call: OutgoingCall) -> None:
    """Hang up before the first packet can be expected, but not while Asterisk is still busy answering."""
    call.media.silent = True
    await asyncio.sleep(0.2)


async def test_callers_who_say_nothing_are_not_taken_for_callers_without_audio(make_stage: StageMaker) -> None:
    stage = await make_stage()
    async with peer_at(CARRIER_ADDRESS) as carrier:
        for place, behaves in enumerate((hangs_up, coughs, leaves_at_once)):
            call = await carrier.call(stage.network.pbx, Invitation("140229", "0612345678"))
            await call.answered()
            await behaves(call)
            call.bye()
            assert (await question_of(stage, place))["no_audio_from_caller"] is False, behaves.__name__


async def test_whoever_hangs_up_as_soon_as_they_are_answered_has_given_up(make_stage: StageMaker) -> None:
    """Asterisk waits half a second for their first packet, and then says no more than that it could not answer."""
    stage = await make_stage()
    async with peer_at(CARRIER_ADDRESS) as carrier:
        call = await carrier.call(stage.network.pbx, Invitation("140229", "0612345678"))
        call.media.silent = True
        await call.answered()
        call.bye()
        line = await record(stage, 0)
    assert (line["outcome"], line["reason"]) == ("abandoned", "The caller hung up.")
    assert "call_given_back" not in stage.daemon.log
