"""The raw peer itself: a call through the PBX from one peer to another, with audio and keys both ways."""

import asyncio

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from demo.peer.tones import tone
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import share_heard

TRUNK_ADDRESS = "127.0.0.40"


async def test_a_raw_caller_reaches_a_raw_trunk_and_each_hears_the_other(make_stage: StageMaker) -> None:
    greeting, said = tone(440, 1.0), tone(800, 1.0)
    async with (
        peer_at(TRUNK_ADDRESS, script=scripts.answers(greeting)) as trunk,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        call = await carrier.call(stage.network.pbx, Invitation("14020", headers=(("X-Any", "thing"),)))
        await call.answered()
        arrival = await trunk.arrival()
        assert arrival.invite.header("x-dialled-number") == "14020"
        await asyncio.gather(call.media.play(said), asyncio.sleep(1.5))
        await call.media.press("5")
        call.bye()
        await arrival.over()
        assert share_heard(call.media.sound().astype(float), greeting.astype(float)) > 0.9
        assert share_heard(arrival.media.sound().astype(float), said.astype(float)) > 0.9
        keys = [one for one in arrival.media.heard if one.packet.payload_type == arrival.media.events]
        assert keys[0].packet.payload[0] == 5


async def test_a_caller_gives_up_while_a_raw_trunk_rings(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK_ADDRESS) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.provisional(180)
        call.cancel()
        assert (await call.final()).message.status == 487
        await (await trunk.arrival()).over()
