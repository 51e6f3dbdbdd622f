"""A listening socket goes from one server to another, and everybody who connects meanwhile is served by one of them."""

import asyncio
import socket
from collections.abc import Callable
from typing import cast

import pytest
import uvloop

from veertien.listeners import leave, listening_at

PEOPLE = 60


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_of_many_who_connect_while_a_socket_goes_from_one_to_another_all_are_served(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(who_served()) == {b"first", b"second"}


async def who_served() -> set[bytes]:
    """The servers by whom people were served who came before, during and after."""

    def speaker(word: bytes) -> type[asyncio.Protocol]:
        class Speaker(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                # uvloop's transports are none of asyncio's classes.
                spoken = cast(asyncio.Transport, transport)
                spoken.write(word)
                spoken.close()

        return Speaker

    loop = asyncio.get_running_loop()
    first = await loop.create_server(speaker(b"first"), **listening_at("127.0.0.1", 0, None))
    address = first.sockets[0].getsockname()
    handed = socket.socket(fileno=socket.dup(first.sockets[0].fileno()))
    second = await loop.create_server(speaker(b"second"), **listening_at("127.0.0.1", 0, handed))
    assert not second.is_serving()

    async def asks() -> bytes:
        reader, writer = await asyncio.open_connection(*address)
        said = await reader.read()
        writer.close()
        return said

    async def comes(delay: float) -> bytes:
        await asyncio.sleep(delay)
        return await asks()

    people = [asyncio.create_task(comes(number / 200)) for number in range(PEOPLE)]
    await asyncio.sleep(0.05)
    await leave(first)
    await asyncio.sleep(0.05)
    await second.start_serving()
    async with asyncio.timeout(10):
        served = set(await asyncio.gather(*people))
    second.close()
    return served
