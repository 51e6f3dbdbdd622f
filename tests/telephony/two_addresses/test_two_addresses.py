"""A trunk with two addresses in its AOR: what docs/dialplan.md says Asterisk does with them."""

import asyncio

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, Peer, Script, peer_at, scripts
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

FOUND_SECONDS = 20.0
"""Much more than it takes Asterisk to find by OPTIONS that an address is gone."""


@pytest.mark.fault(
    "the address in use of a trunk with two takes no call",
    caller="the next destination, not the other address",
    after="at once; ring_seconds at most",
)
async def test_one_address_has_every_call_until_it_answers_no_options(make_stage: StageMaker) -> None:
    greets = scripts.answers()
    async with (
        peer_at("127.0.0.40", script=greets) as one,
        peer_at("127.0.0.41", script=greets) as other,
        peer_at("127.0.0.42", script=greets) as operator,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        both = f"{one.contact}\ncontact={other.contact}"
        stage = await make_stage(contacts={"trunk-amsterdam": both, "trunk-operator": operator.contact})
        await until_known(stage, one, "Avail")
        await until_known(stage, other, "Avail")

        # Which one Asterisk takes is its own choice; it is the same for every call.
        peers = (one, other, operator)
        used = await who_takes(stage, carrier, peers)
        assert used in (one, other)
        spare = other if used is one else one
        assert await who_takes(stage, carrier, peers) is used

        # It takes no call, and the spare one is not tried: the tables' next destination has the call.
        scripts_that_fail: tuple[Script, ...] = (scripts.refuses("503 Service Unavailable"), scripts.nothing)
        for used.script in scripts_that_fail:
            assert await who_takes(stage, carrier, peers) is operator

        # Nor does it answer OPTIONS: now the spare one has the calls.
        used.options = None
        await until_known(stage, used, "Unavail")
        assert await who_takes(stage, carrier, peers) is spare


async def who_takes(stage: Stage, carrier: Peer, peers: tuple[Peer, ...]) -> Peer:
    """Place a call and return the peer at which it arrived last."""
    before = [len(peer.arrivals) for peer in peers]
    call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201234567"))
    await call.answered()
    call.bye()
    reached = [peer for peer, arrivals in zip(peers, before, strict=True) if len(peer.arrivals) > arrivals]
    return max(reached, key=lambda peer: peer.arrivals[-1].at)


async def until_known(stage: Stage, peer: Peer, status: str) -> None:
    """Wait until Asterisk has asked this address and knows its status."""
    async with asyncio.timeout(FOUND_SECONDS):
        while True:
            contacts = (await stage.pbx.console("pjsip show contacts")).splitlines()
            if any(peer.contact in line and f" {status} " in line for line in contacts):
                return
            await asyncio.sleep(0.2)
