"""A listening socket goes from one server to another, and everybody who connects meanwhile is served by one of them."""

import asyncio
import socket
from collections.abc import Callable
from typing import cast

import pytest
import uvloop

from veertien.listeners import ListeningServer

PEOPLE = 60


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_of_many_who_connect_while_a_socket_goes_from_one_to_another_all_are_served(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(who_served()) == {b"first", b"second"}


class Saying(ListeningServer):
    async def say(self, speaker: type[asyncio.Protocol], handed: socket.socket | None) -> None:
        """Listen for those who are to hear it."""
        await self._listen(speaker, handed)


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

    first = Saying("127.0.0.1", 0)
    await first.say(speaker(b"first"), None)
    address = first.sockets[0].getsockname()
    handed = socket.socket(fileno=socket.dup(first.sockets[0].fileno()))
    second = Saying("127.0.0.1", 0)
    await second.say(speaker(b"second"), handed)
    assert first.port == second.port

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
    await first.leave()
    await asyncio.sleep(0.05)
    await second.begin()
    async with asyncio.timeout(10):
        served = set(await asyncio.gather(*people))
    await second.leave()
    return served
