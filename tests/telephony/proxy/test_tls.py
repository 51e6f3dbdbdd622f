"""A carrier that comes in by TLS, by deploy/cluster/tls.cfg: who gets in, and that the node's side stays UDP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.kamailio import Tls
from demo.network import CARRIER_ADDRESS, PROXY_ADDRESS
from demo.peer.messages import Headers, Message, compose, parse
from tests.certificates import Authority, Certificate
from tests.telephony.proxy.conftest import Proxied, running

SECONDS = 20.0
SILENCE_SECONDS = 1.5
STRANGER = "127.0.0.66"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates") / "ca")


@pytest.fixture
async def proxied(folder: Path, authority: Authority) -> AsyncIterator[Proxied]:
    own = authority.sign("proxy", f"IP:{PROXY_ADDRESS}")
    async with running(folder, tls=Tls(own.key, own.certificate, authority.certificate)) as proxied:
        yield proxied


async def test_a_carrier_with_a_certificate_places_a_call_by_tls_and_hangs_up(
    proxied: Proxied, authority: Authority
) -> None:
    reader, writer = await connected(proxied, authority, authority.sign("carrier", f"IP:{CARRIER_ADDRESS}"))
    host, port = writer.get_extra_info("sockname")
    writer.write(request("INVITE", "sip:14020@127.0.0.4", (("Contact", f"<sip:{host}:{port};transport=tls>"),)))
    answer = await final(reader)
    assert answer.status == 200
    (arrival,) = (*proxied.first.arrivals, *proxied.second.arrivals)
    route = tuple(("Route", value) for value in reversed(answer.all("record-route")))
    writer.write(request("BYE", answer.header("contact").strip("<>"), route, answer.header("to")))
    await arrival.over()
    assert (await final(reader)).method == "BYE"
    writer.close()


async def test_who_has_no_certificate_or_another_authoritys_or_an_old_one_does_not_get_in(
    proxied: Proxied, authority: Authority, tmp_path: Path
) -> None:
    holder = f"IP:{CARRIER_ADDRESS}"
    for own in (None, Authority(tmp_path / "other").sign("carrier", holder), authority.sign("old", holder, days=0)):
        with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
            reader, writer = await connected(proxied, authority, own)
            writer.write(request("OPTIONS", "sip:127.0.0.4"))
            await final(reader)


async def test_a_certificate_is_not_enough_at_an_address_that_may_not_call(
    proxied: Proxied, authority: Authority
) -> None:
    own = authority.sign("elsewhere", f"IP:{STRANGER}")
    reader, writer = await connected(proxied, authority, own, STRANGER)
    writer.write(request("INVITE", "sip:14020@127.0.0.4"))
    with pytest.raises(TimeoutError):
        await final(reader, SILENCE_SECONDS)
    writer.close()
    assert proxied.taken() == (0, 0)


async def connected(
    proxied: Proxied, authority: Authority, own: Certificate | None, address: str = CARRIER_ADDRESS
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect as the carrier does."""
    context = ssl.create_default_context(cafile=authority.certificate)
    if own is not None:
        context.load_cert_chain(own.certificate, own.key)
    host, port = proxied.kamailio.at
    return await asyncio.wait_for(
        asyncio.open_connection(host, port + 1, ssl=context, local_addr=(address, 0)), SECONDS
    )


def request(method: str, uri: str, more: Headers = (), to: str = "<sip:14020@127.0.0.4>") -> bytes:
    """Write a request of the one call that there is."""
    return compose(
        f"{method} {uri} SIP/2.0",
        (
            ("Via", f"SIP/2.0/TLS {CARRIER_ADDRESS}:5061;rport;branch=z9hG4bK{method}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:0201234567@{CARRIER_ADDRESS}>;tag=1"),
            ("To", to),
            ("Call-ID", "by-tls"),
            ("CSeq", f"1 {method}"),
            *more,
        ),
    )


async def final(reader: asyncio.StreamReader, most_seconds: float = SECONDS) -> Message:
    """Return the next answer that is none of those on the way."""
    async with asyncio.timeout(most_seconds):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            answer = parse(head)
            await reader.readexactly(int(answer.header("content-length")))
            if answer.status >= 200:
                return answer
