"""Whom Kamailio answers, where it lets them reach, and how many calls it lets in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from demo.peer import IncomingCall, Invitation, PeerError, peer_at, scripts
from demo.peer.messages import Address, Headers, compose
from tests.telephony.proxy.conftest import MUNICIPALITY, OTHER_CARRIER, Proxied, running

STRANGER = "127.0.0.66"
SILENCE_SECONDS = 1.5
SLOW_SECONDS = 2.0
"""Longer than a node may say nothing to a call."""


def through(proxy: Address) -> Headers:
    """Headers of a request that goes by way of a proxy."""
    return (("Route", f"<sip:{proxy[0]}:{proxy[1]};lr>"),)


async def test_a_stranger_gets_no_answer_and_no_call_through(proxied: Proxied) -> None:
    async with peer_at(STRANGER) as stranger:
        with pytest.raises(PeerError):
            await stranger.ask(proxied.kamailio.at, "OPTIONS", "", SILENCE_SECONDS)
        call = await stranger.call(proxied.kamailio.at, Invitation("14020"))
        with pytest.raises(PeerError):
            await call.final(SILENCE_SECONDS)
        for _ in range(50):
            stranger.send(b"REGISTER sip:x SIP/2.0\r\n\r\n", proxied.kamailio.at)
    assert proxied.taken() == (0, 0)
    assert proxied.kamailio.log.count(f"stranger {STRANGER}") == 1


async def test_a_carrier_is_told_whether_calls_are_taken(proxied: Proxied) -> None:
    answer = await proxied.carrier.ask(proxied.kamailio.at, "OPTIONS", "")
    assert answer.status == 200
    for peer in (*proxied.asked, proxied.first, proxied.second):
        peer.options = None
    async with asyncio.timeout(20):
        while (await proxied.carrier.ask(proxied.kamailio.at, "OPTIONS", "")).status != 503:
            await asyncio.sleep(0.1)


async def test_a_carrier_reaches_nobody_but_nodes_through_it(proxied: Proxied) -> None:
    async with peer_at(STRANGER) as elsewhere:
        call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
        await call.answered()
        call.dialog.target = elsewhere.contact
        call.info("1")
        await call.until(lambda message: message.status == 403, "403")
        (host, port), far = proxied.carrier.address, proxied.kamailio.at
        preloaded = compose(
            f"INVITE {elsewhere.contact} SIP/2.0",
            (
                ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bKpreloaded"),
                *through(far),
                ("Max-Forwards", "70"),
                ("From", "<sip:0201234567@127.0.0.2>;tag=1"),
                ("To", elsewhere.contact),
                ("Call-ID", "preloaded"),
                ("CSeq", "1 INVITE"),
            ),
        )
        before = sum(proxied.taken())
        proxied.carrier.send(preloaded, far)
        async with asyncio.timeout(20):
            while sum(proxied.taken()) == before:
                await asyncio.sleep(0.05)
        assert not elsewhere.requests


async def test_a_node_calls_out_through_it_and_whom_it_calls_may_hang_up_and_call_nobody(proxied: Proxied) -> None:
    async with peer_at(MUNICIPALITY, script=scripts.answers()) as municipality:
        far = proxied.kamailio.at
        headers = through(far)
        call = await proxied.first.call(
            far, Invitation("0201234567", uri=f"sip:0201234567@{municipality.contact[4:]}", headers=headers)
        )
        await call.answered()
        (arrival,) = municipality.arrivals
        assert not arrival.invite.header("route")
        arrival.bye()
        await call.over()
        back = await municipality.call(far, Invitation("14020"))
        with pytest.raises(PeerError):
            await back.final(SILENCE_SECONDS)
    assert proxied.taken() == (0, 0)


async def test_whom_a_node_calls_through_it_may_be_as_slow_as_one_that_is_called_without_it(proxied: Proxied) -> None:
    async def thinks(call: IncomingCall) -> None:
        await asyncio.sleep(SLOW_SECONDS)
        await call.answer()

    far = proxied.kamailio.at
    async with peer_at(MUNICIPALITY, script=thinks) as municipality:
        uri = f"sip:0201234567@{municipality.contact[4:]}"
        call = await proxied.first.call(far, Invitation("0201234567", uri=uri, headers=through(far)))
        await call.answered()
        assert len(municipality.arrivals) == 1


async def test_a_node_that_asks_whom_it_calls_through_it_hears_of_them_and_not_of_the_proxy(proxied: Proxied) -> None:
    far = proxied.kamailio.at
    async with peer_at(MUNICIPALITY, options="486 Busy Here") as municipality:
        answer = await proxied.first.ask(far, "OPTIONS", "", uri=municipality.contact, headers=through(far))
        assert answer.status == 486
        municipality.options = None
        with pytest.raises(PeerError):
            await proxied.first.ask(far, "OPTIONS", "", SILENCE_SECONDS, uri=municipality.contact, headers=through(far))
    assert (await proxied.first.ask(far, "OPTIONS", "")).status == 200


async def test_calls_beyond_the_limit_get_503_and_when_to_try_again(folder: Path) -> None:
    async with running(folder, limit=3) as proxied:
        calls = [await proxied.carrier.call(proxied.kamailio.at, Invitation("14020")) for _ in range(30)]
        answers = [(await call.final()).message for call in calls]
        refused = [answer for answer in answers if answer.status != 200]
        assert len(refused) > 15
        assert {(answer.status, answer.header("retry-after")) for answer in refused} == {(503, "2")}
        assert sum(proxied.taken()) == 30 - len(refused)


async def test_a_carrier_beyond_the_limit_has_no_other_carrier_refused(folder: Path) -> None:
    async with running(folder, limit=3) as proxied, peer_at(OTHER_CARRIER) as other:
        flood = [await proxied.carrier.call(proxied.kamailio.at, Invitation("14020")) for _ in range(60)]
        call = await other.call(proxied.kamailio.at, Invitation("14020"))
        assert (await call.final()).message.status == 200
        assert {(await call.final()).message.status for call in flood} == {200, 503}


async def test_of_a_call_beyond_the_limit_nothing_is_kept(folder: Path) -> None:
    async with running(folder, limit=1) as proxied:
        calls = []
        for _ in range(100):
            call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
            # A carrier that floods acknowledges nothing. What is kept of a call says so again, then.
            call.acknowledges = False
            calls.append(call)
        refused = [call for call in calls if (await call.final()).message.status == 503]
        await asyncio.sleep(SILENCE_SECONDS)
        assert len(refused) > 80
        assert {sum(one.message.status == 503 for one in call.received) for call in refused} == {1}


async def test_an_invite_that_comes_again_is_one_call_and_counts_once(folder: Path) -> None:
    async with running(folder, limit=3) as proxied:
        (host, port), far = proxied.carrier.address, proxied.kamailio.at
        invite = compose(
            f"INVITE sip:14020@{far[0]} SIP/2.0",
            (
                ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bKagain"),
                ("Max-Forwards", "70"),
                ("From", "<sip:0201234567@127.0.0.2>;tag=1"),
                ("To", "<sip:14020@127.0.0.4>"),
                ("Call-ID", "again"),
                ("CSeq", "1 INVITE"),
            ),
        )
        for _ in range(100):
            proxied.carrier.send(invite, far)
        call = await proxied.carrier.call(far, Invitation("14020", "0201234568"))
        assert (await call.final()).message.status == 200
        assert sum(proxied.taken()) == 2


async def test_nonsense_ends_nothing(proxied: Proxied) -> None:
    for data in (b"\x00" * 60, b"INVITE", b"INVITE sip:14020 SIP/2.0\r\nVia: x\r\n\r\n", b"A" * 60000):
        proxied.carrier.send(data, proxied.kamailio.at)
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
    await call.answered()
