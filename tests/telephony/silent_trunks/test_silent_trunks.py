"""Trunks that say nothing, or what is no answer of the municipality's: the next has the call, whatever is kept."""

from pathlib import Path

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import IncomingCall, Invitation, Script, peer_at, scripts
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed

NUMBER = "        number: 0200000007\n"
"""Amsterdam's destination, and how long it may ring: less than half of it is not waited for that."""
RING_SECONDS = 50


@pytest.mark.fault(
    "trunk answers nothing, only 100, or 401", caller="the next destination", after="ring_seconds at most"
)
@pytest.mark.parametrize("script", [scripts.nothing, scripts.trying, scripts.refuses("401 Unauthorized")])
async def test_what_is_no_answer_leads_on_where_every_end_is_kept(
    make_stage: StageMaker, folder: Path, script: Script
) -> None:
    tables = changed(folder, {}, {"Amsterdam": "overflow: []"})
    async with (
        peer_at("127.0.0.40", script=script) as trunk,
        peer_at("127.0.0.41", script=scripts.refuses("486 Busy Here")) as operator,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(
            tables=tables, contacts={"trunk-amsterdam": trunk.contact, "trunk-operator": operator.contact}
        )
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201234567"))
        await operator.arrival()
        call.cancel()


@pytest.mark.fault("trunk says 100 or an empty 183 and no more", caller="the next destination", after="10 s")
@pytest.mark.parametrize("script", [scripts.trying, scripts.progresses])
async def test_a_trunk_that_does_not_ring_is_left_long_before_one_that_does(
    make_stage: StageMaker, folder: Path, script: Script
) -> None:
    tables = changed(folder, {}, {})
    amsterdam = tables / "municipalities/amsterdam.yaml"
    text = amsterdam.read_text()
    assert NUMBER in text
    amsterdam.write_text(text.replace(NUMBER, f"{NUMBER}        ring_seconds: {RING_SECONDS}\n"))
    async with (
        peer_at("127.0.0.40", script=script) as trunk,
        peer_at("127.0.0.41", script=scripts.rings) as operator,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(
            tables=tables, contacts={"trunk-amsterdam": trunk.contact, "trunk-operator": operator.contact}
        )
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201234567"))
        first, second = await trunk.arrival(), await operator.arrival()
        call.cancel()
        assert second.at - first.at < RING_SECONDS / 2


async def test_a_183_without_audio_does_not_stop_the_ringing(make_stage: StageMaker) -> None:
    async def rings_then_progresses(call: IncomingCall) -> None:
        await call.respond("180 Ringing")
        await call.respond("183 Session Progress")
        # Its last word before the answer, so that all there is to pass on has been passed on by then.
        await call.respond("180 Ringing")
        await call.answer()

    async with peer_at("127.0.0.40", script=rings_then_progresses) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201234567"))
        await call.answered()
        told = {one.message.status for one in call.received}
        call.bye()
        assert 180 in told
        assert 183 not in told


@pytest.mark.parametrize(
    ("answer", "told"),
    [("603 Decline", 603), ("607 Unwanted", 607), ("608 Rejected", 608), ("302 Moved Temporarily", 403)],
)
async def test_the_callers_network_gets_what_the_municipality_answered(
    make_stage: StageMaker, folder: Path, answer: str, told: int
) -> None:
    tables = changed(folder, {}, {"Amsterdam": "overflow: []"})
    script = scripts.refuses(answer, (("Contact", "<sip:0900@127.0.0.1>"),))
    async with peer_at("127.0.0.40", script=script) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(tables=tables, contacts={"trunk-amsterdam": trunk.contact})
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201234567"))
        assert (await call.final()).message.status == told


async def test_a_call_at_the_fallback_uses_no_trunks_capacity(make_stage: StageMaker) -> None:
    refuses = scripts.refuses("503 Service Unavailable")
    async with (
        peer_at("127.0.0.40", script=refuses) as trunk,
        peer_at("127.0.0.41", script=refuses) as operator,
        peer_at("127.0.0.42", script=scripts.rings) as fallback,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        contacts = {"trunk-amsterdam": trunk.contact, "trunk-operator": operator.contact, "fallback": fallback.contact}
        stage = await make_stage(contacts=contacts)
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201234567"))
        await fallback.arrival()
        counted = await stage.pbx.console("group show channels")
        call.cancel()
        assert "trunk-" not in counted
