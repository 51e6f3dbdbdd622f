"""TCP servers whose listening socket comes from another process or goes to one, so that nobody meets a closed port.

Both processes have the same socket, with one queue of those who connect. Who leaves it takes nobody from the queue any
more, and closes nothing but its own handle.
"""

import asyncio
import socket
from typing import Any

ACCEPTED_SECONDS = 0.1
"""Seconds in which those get their connection whom the event loop has accepted already."""


def listening_at(host: str, port: int, handed: socket.socket | None) -> dict[str, Any]:
    """Return the arguments by which asyncio makes a server on an address.

    With a `handed` socket it has that one, and accepts nobody before `start_serving`.
    """
    return {"host": host, "port": port} if handed is None else {"sock": handed, "start_serving": False}


async def leave(server: asyncio.Server) -> None:
    """Accept nobody any more; who waits is left to the process that has the socket too. Those accepted go on."""
    loop = asyncio.get_running_loop()
    for listening in server.sockets:
        loop.remove_reader(listening.fileno())
    # A server that is closed refuses those whom it has accepted in the same turn of the loop.
    await asyncio.sleep(ACCEPTED_SECONDS)
    server.close()
