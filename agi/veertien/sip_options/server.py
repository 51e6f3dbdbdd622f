"""A UDP socket on which OPTIONS are answered, by asking each time whether calls are taken."""

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from veertien.sip_options.codec import OptionsRequest, Status, answer, read_request

MOST_ASKING = 64
"""Requests that wait for one answer; further ones get none, as nobody asks so often."""


class OptionsServer(asyncio.DatagramProtocol):
    """Answers on one address. Those who ask at the same moment share one look, however many they are."""

    def __init__(self, host: str, port: int, takes_calls: Callable[[], Awaitable[bool]]) -> None:
        self._host, self._port = host, port
        self._takes_calls = takes_calls
        self._socket: socket.socket | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: list[tuple[OptionsRequest, Any]] = []
        self._looking: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port listened on, which the system chose when 0 was asked for; raises RuntimeError before `start`."""
        if self._socket is None:
            raise RuntimeError("OPTIONS are not answered")
        return int(self._socket.getsockname()[1])

    @property
    def sockets(self) -> list[socket.socket]:
        """What is listened on."""
        return [] if self._socket is None else [self._socket]

    async def start(self, handed: socket.socket | None = None) -> None:
        """Begin to answer; on a `handed` socket not before `begin`. Raises OSError when the address is taken."""
        if handed is not None:
            handed.setblocking(False)
            self._socket = handed
            return
        found = await asyncio.get_running_loop().getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)
        family, kind, protocol, _, address = found[0]
        self._socket = socket.socket(family, kind, protocol)
        try:
            self._socket.setblocking(False)
            self._socket.bind(address)
        except OSError:
            self._socket.close()
            raise
        await self.begin()

    async def begin(self) -> None:
        """Answer on a handed socket; harmless where that is done already."""
        if self._transport is None:
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=self._socket)

    async def leave(self) -> None:
        """Answer those who have asked, and no more: what comes is left to the process that has the socket too."""
        while self._looking is not None and not self._looking.done():
            await asyncio.wait({self._looking})
        if self._transport is not None:
            self._transport.close()
        elif self._socket is not None:
            self._socket.close()
        self._socket = None

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Take a datagram; what is no request gets no answer."""
        request = read_request(data)
        if request is None or len(self._waiting) >= MOST_ASKING:
            return
        self._waiting.append((request, addr))
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._answer_all())

    async def _answer_all(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            status = Status.TAKES_CALLS if await self._takes_calls() else Status.TAKES_NONE
            for request, address in waiting:
                if self._transport is not None:
                    self._transport.sendto(answer(request, status, secrets.token_hex(4)), address)
