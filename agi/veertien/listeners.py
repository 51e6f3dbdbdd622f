"""TCP servers whose listening socket comes from another process or goes to one, so that nobody meets a closed port.

Both processes have the same socket, with one queue of those who connect. Who leaves it takes nobody from the queue any
more, and closes nothing but its own handle.
"""

import asyncio
import socket
from collections.abc import Callable, Sequence

ACCEPTED_SECONDS = 0.1
"""Seconds in which those get their connection whom the event loop has accepted already."""


class ListeningServer:
    """A server on one address; what it does for those who connect is for its heirs."""

    def __init__(self, host: str, port: int) -> None:
        """Port 0 is one that the system chooses."""
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port listened on; while there is none, the one asked for."""
        return int(self.sockets[0].getsockname()[1]) if self.sockets else self._port

    @property
    def sockets(self) -> Sequence[socket.socket]:
        """What is listened on."""
        return [] if self._server is None else list(self._server.sockets)

    async def begin(self) -> None:
        """Accept connections on a handed socket; harmless where they are accepted already."""
        if self._server is not None:
            await self._server.start_serving()

    async def leave(self) -> None:
        """Accept no more connections: they are left to the process that has the socket too. Those there are go on."""
        if self._server is not None:
            await leave(self._server)

    async def _listen(
        self, connection: Callable[[], asyncio.BaseProtocol], handed: socket.socket | None, port: int | None = None
    ) -> None:
        """Listen on the address or another port of it; on a `handed` socket not before `begin`. Raises OSError."""
        loop = asyncio.get_running_loop()
        if handed is None:
            chosen = self._port if port is None else port
            self._server = await loop.create_server(connection, self._host, chosen)
        else:
            self._server = await loop.create_server(connection, sock=handed, start_serving=False)


async def leave(server: asyncio.Server) -> None:
    """Accept nobody any more; who waits is left to the process that has the socket too. Those accepted go on."""
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        loop.remove_reader(listening.fileno())
    # A server that is closed refuses those whom it has accepted in the same turn of the loop.
    await asyncio.sleep(ACCEPTED_SECONDS)
    server.close()
