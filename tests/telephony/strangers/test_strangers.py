"""Who is who at the SIP port: the carrier and the trunks are known by their addresses, whatever name anybody gives."""

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at
from tests.telephony.conftest import StageMaker

STRANGER = "127.0.0.66"
TRUNK_ADDRESS = "127.0.0.40"
NAMES = ("carrier", "trunk-amsterdam", "somebody", "0201234567")


async def test_a_stranger_gets_401_whoever_they_say_they_are(make_stage: StageMaker) -> None:
    stage = await make_stage()
    answers = {}
    async with peer_at(STRANGER) as stranger:
        for name in NAMES:
            call = await stranger.call(stage.network.pbx, Invitation("14020", name))
            answers[name] = (await call.final()).message.status
    assert answers == dict.fromkeys(NAMES, 401)
    assert stage.world.arrivals == []
    assert "trunk-amsterdam" not in str(await stage.pbx.channels())


async def test_a_call_from_a_trunk_gets_404_whoever_it_says_it_is(make_stage: StageMaker) -> None:
    answers = {}
    async with peer_at(TRUNK_ADDRESS) as trunk:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        for name in NAMES:
            call = await trunk.call(stage.network.pbx, Invitation("14020", name))
            answers[name] = (await call.final()).message.status
        assert trunk.arrivals == []
    assert answers == dict.fromkeys(NAMES, 404)


async def test_whoever_is_known_gets_200_for_options_with_any_user_and_strangers_get_401(
    make_stage: StageMaker,
) -> None:
    users = ("", "14020", "ping", "sbc-1.example", "nobody")
    async with (
        peer_at(TRUNK_ADDRESS) as trunk,
        peer_at(CARRIER_ADDRESS) as carrier,
        peer_at(STRANGER) as stranger,
    ):
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        for user in users:
            asked = {
                peer: (await peer.ask(stage.network.pbx, "OPTIONS", user)).status for peer in (carrier, trunk, stranger)
            }
            assert asked == {carrier: 200, trunk: 200, stranger: 401}, user
