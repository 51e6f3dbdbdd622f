"""Ends that are gone without a word: their call ends all the same, and one whose ends are only silent goes on."""

import asyncio

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import IncomingCall, Invitation, OutgoingCall, Peer, peer_at
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

SESSION_SECONDS = 90
"""The shortest that SIP knows (RFC 4028); as shipped it would be a wait of 15 minutes."""
GONE_SECONDS = 80.0
"""Half of it, what a dead end costs to find, and much to spare."""


@pytest.mark.fault(
    "both ends of a call are gone without BYE", caller="-; the trunk's capacity is free again", after="6 min at most"
)
async def test_a_call_whose_ends_both_vanished_ends_and_a_silent_one_goes_on(make_stage: StageMaker) -> None:
    async def is_silent(call: IncomingCall) -> None:
        await call.answer()
        call.media.silent = True

    async with peer_at("127.0.0.40", script=is_silent) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        await shorten_sessions(stage)
        lost = await silent_call(stage, carrier, "0201234567")
        lost_at_trunk = await trunk.arrival(0)
        kept = await silent_call(stage, carrier, "0207654321")
        kept_at_trunk = await trunk.arrival(1)
        lost.vanish()
        lost_at_trunk.vanish()
        assert await calls_at(stage, "trunk-amsterdam") == 2
        async with asyncio.timeout(GONE_SECONDS):
            while await calls_at(stage, "trunk-amsterdam") == 2:
                await asyncio.sleep(0.5)
        await kept.until(lambda message: message.method == "INVITE", "session refresh")
        await kept_at_trunk.until(lambda message: message.method == "INVITE" and "tag=" in message.header("to"), "one")
        assert (await calls_at(stage, "trunk-amsterdam"), kept.ended.is_set()) == (1, False)
        kept.bye()


async def shorten_sessions(stage: Stage) -> None:
    file = stage.pbx.folders.etc / "pjsip.conf"
    text = file.read_text()
    for template in ("(veertien-carrier)\n", "(veertien-trunk)\n"):
        assert template in text
        text = text.replace(template, f"{template}timers_sess_expires={SESSION_SECONDS}\n")
    file.write_text(text)
    await stage.pbx.console("module reload res_pjsip.so")


async def silent_call(stage: Stage, carrier: Peer, caller: str) -> OutgoingCall:
    call = await carrier.call(stage.network.pbx, Invitation("14020", caller=caller))
    await call.answered()
    call.media.silent = True
    return call


async def calls_at(stage: Stage, endpoint: str) -> int:
    """How many calls count as carried by this trunk."""
    return (await stage.pbx.console("group show channels")).count(endpoint)
