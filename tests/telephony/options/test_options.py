"""Which answers to OPTIONS make a trunk up or down, and what an admin can do where they mislead."""

import asyncio

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, Peer, peer_at, scripts
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

TRUNK_ADDRESS = "127.0.0.40"
MOST_SECONDS = 15.0


async def until_state(stage: Stage, state: str) -> None:
    """Wait until the daemon calls the trunk to Amsterdam that."""
    trunks: dict[str, str] = {}
    try:
        async with asyncio.timeout(MOST_SECONDS):
            while trunks.get("amsterdam") != state:
                await asyncio.sleep(0.2)
                trunks = (await stage.daemon.health())["trunks"]
    except TimeoutError:
        pytest.fail(f"not {state} after {MOST_SECONDS} s: {trunks}")


async def with_aor_option(stage: Stage, option: str) -> None:
    """Add an option to the AOR of the trunk to Amsterdam, as an admin does, and reload."""
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    text, section = pjsip.read_text(), "[trunk-amsterdam](veertien-aor)\n"
    begin = text.index("contact=", text.index(section))
    pjsip.write_text(f"{text[:begin]}{option}\n{text[begin:]}")
    await stage.pbx.console("module reload res_pjsip.so")


async def answered_with(stage: Stage, trunk: Peer, status: str) -> None:
    """Let the trunk answer OPTIONS with this from now on, and wait until it has, twice."""
    trunk.options = status
    before = len(trunk.requests)
    async with asyncio.timeout(MOST_SECONDS):
        while len(trunk.requests) < before + 2:
            await asyncio.sleep(0.1)


async def test_any_answer_to_options_means_up_unless_only_2xx_is_asked_for(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK_ADDRESS) as trunk:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        for status in ("404 Not Found", "503 Service Unavailable", "600 Busy Everywhere"):
            await answered_with(stage, trunk, status)
            await until_state(stage, "up")
        await with_aor_option(stage, "qualify_2xx_only=yes")
        await until_state(stage, "down")
        await answered_with(stage, trunk, "200 OK")
        await until_state(stage, "up")
        await answered_with(stage, trunk, "503 Service Unavailable")
        await until_state(stage, "down")


@pytest.mark.fault("a trunk misses one OPTIONS", caller="the next destination, for a moment", after="a round trip")
async def test_a_trunk_that_missed_one_options_is_asked_again_at_once(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK_ADDRESS) as trunk:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        # Asterisk would not ask again by itself while this test runs.
        await with_aor_option(stage, "qualify_frequency=600\nqualify_timeout=3.0")
        await until_state(stage, "up")
        trunk.options = None
        await stage.pbx.console("pjsip qualify trunk-amsterdam")
        await until_state(stage, "down")
        trunk.options = "200 OK"
        await until_state(stage, "up")


@pytest.mark.fault(
    "a trunk takes calls and answers no OPTIONS", caller="the next destination, until it is not asked", after="at once"
)
async def test_a_trunk_that_answers_no_options_gets_calls_where_it_is_not_asked(make_stage: StageMaker) -> None:
    async with (
        peer_at(TRUNK_ADDRESS, script=scripts.answers(), options=None) as trunk,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(down=["trunk-amsterdam"], contacts={"trunk-amsterdam": trunk.contact})
        await until_state(stage, "down")
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        call.bye()
        assert [arrival.endpoint for arrival in stage.world.arrivals] == ["trunk-operator"]
        await with_aor_option(stage, "qualify_frequency=0")
        await until_state(stage, "up")
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        assert len(trunk.arrivals) == 1
