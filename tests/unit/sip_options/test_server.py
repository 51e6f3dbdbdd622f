"""A server on a real socket: whom it answers, by what, and how it gets out of another's way."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from tests.unit.sip_options.test_codec import PING
from veertien.sip_options import OptionsServer
from veertien.sip_options.server import MOST_ASKING

SECONDS = 5.0


@dataclass
class Asked:
    """Counts looks; each waits until `may` is set."""

    takes_calls: bool = True
    looks: int = 0
    may: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> bool:
        self.looks += 1
        await self.may.wait()
        return self.takes_calls


@pytest.fixture
def proxy() -> socket.socket:
    proxy = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    proxy.bind(("127.0.0.1", 0))
    proxy.setblocking(False)
    return proxy


@pytest.fixture
def asked() -> Asked:
    asked = Asked()
    asked.may.set()
    return asked


@pytest.fixture
async def server(asked: Asked) -> AsyncIterator[OptionsServer]:
    server = OptionsServer("127.0.0.1", 0, asked)
    await server.start()
    yield server
    await server.leave()


async def first_line(proxy: socket.socket) -> bytes:
    said = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(proxy, 4096), SECONDS)
    return said.partition(b"\r\n")[0]


async def test_the_answer_is_what_is_so_at_that_moment(
    server: OptionsServer, asked: Asked, proxy: socket.socket
) -> None:
    for takes_calls, line in ((True, b"SIP/2.0 200 OK"), (False, b"SIP/2.0 503 Service Unavailable")):
        asked.takes_calls = takes_calls
        proxy.sendto(PING, ("127.0.0.1", server.port))
        assert await first_line(proxy) == line


async def test_nonsense_gets_no_answer_and_does_no_harm(server: OptionsServer, proxy: socket.socket) -> None:
    for datagram in (b"", b"\r\n\r\n", b"\xff" * 60000):
        proxy.sendto(datagram, ("127.0.0.1", server.port))
    proxy.sendto(PING, ("127.0.0.1", server.port))
    assert await first_line(proxy) == b"SIP/2.0 200 OK"


async def test_a_flood_costs_a_look_or_two_and_no_memory(
    server: OptionsServer, asked: Asked, proxy: socket.socket
) -> None:
    asked.may.clear()
    for _ in range(4):
        for _ in range(50):
            proxy.sendto(PING, ("127.0.0.1", server.port))
        await asyncio.sleep(0.005)
    asked.may.set()
    for _ in range(MOST_ASKING):
        assert await first_line(proxy) == b"SIP/2.0 200 OK"
    assert asked.looks <= 2


async def test_two_on_one_socket_answer_one_after_the_other_and_no_request_is_lost(
    asked: Asked, proxy: socket.socket
) -> None:
    before, after = OptionsServer("127.0.0.1", 0, asked), OptionsServer("127.0.0.1", 0, asked)
    await before.start()
    port = before.port
    await after.start(before.sockets[0].dup())
    proxy.sendto(PING, ("127.0.0.1", port))
    assert await first_line(proxy) == b"SIP/2.0 200 OK"
    await before.leave()
    # Nobody reads; it waits for the one that begins.
    proxy.sendto(PING, ("127.0.0.1", port))
    await asyncio.sleep(0.05)
    await after.begin()
    assert await first_line(proxy) == b"SIP/2.0 200 OK"
    await after.leave()


async def test_an_address_that_is_taken_is_an_error(server: OptionsServer, asked: Asked) -> None:
    with pytest.raises(OSError, match="in use"):
        await OptionsServer("127.0.0.1", server.port, asked).start()
