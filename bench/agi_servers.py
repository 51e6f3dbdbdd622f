"""The FastAGI servers under load, one a process: `python -m bench.agi_servers NAME` prints its port and serves.

Each does the same with a call: it sets four variables, waiting for each reply, and is done.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import structlog
import uvloop
from panoramisk.fast_agi import Application
from pystrix.agi.core import SetVariable
from pystrix.agi.fastagi import FastAGIServer as PystrixServer

from bench.agi_load import VARIABLES
from bench.asterisk_side import ROUTE
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.agi.session import AgiSession


def veertien(loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop) -> None:
    """Serve with Veertien's server, on the event loop that the daemon uses."""

    async def route(session: AgiSession) -> None:
        for name, value in VARIABLES:
            await session.set_variable(name, value)

    async def serve() -> None:
        application = AgiApplication()
        application.add_route(ROUTE, route)
        server = FastAgiServer(application, "127.0.0.1", 0)
        await server.start()
        _tell(server.port)
        await asyncio.Event().wait()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(serve())


def veertien_on_asyncio() -> None:
    """Serve with Veertien's server on asyncio's own event loop."""
    veertien(asyncio.new_event_loop)


def panoramisk() -> None:
    """Serve with panoramisk's own connection handler."""

    async def route(request: Any) -> None:
        for name, value in VARIABLES:
            await request.send_command(f'SET VARIABLE "{name}" "{value}"')

    async def serve() -> None:
        application = Application(loop=asyncio.get_running_loop())
        application.add_route(ROUTE, route)
        server = await asyncio.start_server(application.handler, "127.0.0.1", 0)
        _tell(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(serve())


class _Pystrix(PystrixServer):  # type: ignore[misc]  # pystrix has no types
    @staticmethod
    def get_somaxconn() -> int:
        # pystrix runs `sysctl` for this, which an ordinary user's PATH on Debian doesn't reach.
        return int(Path("/proc/sys/net/core/somaxconn").read_text())


def pystrix() -> None:
    """Serve with pystrix, a thread a call."""

    def route(agi: Any, *_: object) -> None:
        for name, value in VARIABLES:
            agi.execute(SetVariable(name, value))

    server = _Pystrix("127.0.0.1", 0)
    server.register_script_handler(ROUTE, route)
    _tell(server.server_address[1])
    server.serve_forever()


class _LineCounter(asyncio.Protocol):
    """Sends the next command for each line that comes behind the header, whatever it says."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._in_header = True
        self._left = [f'SET VARIABLE "{name}" "{value}"\n'.encode() for name, value in reversed(VARIABLES)]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # By the event loop's word: uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._in_header and not data.endswith(b"\n\n"):
            return
        self._in_header = False
        if self._left:
            self._transport.write(self._left.pop())
        else:
            self._transport.close()


class _SharedMemoryLineCounter(asyncio.BufferedProtocol, _LineCounter):
    """The same, reading into memory that all connections share, as Veertien does."""

    incoming = bytearray(8192)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self.incoming

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(bytes(self.incoming[:nbytes]))


def line_counter(protocol: type[asyncio.BaseProtocol] = _LineCounter) -> None:
    """Serve by what is the least that asyncio can do: no request, no replies, no deadline, no task."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
        _tell(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(serve())


def line_counter_in_shared_memory() -> None:
    """Serve by the least that asyncio can do, without new memory for each read."""
    line_counter(_SharedMemoryLineCounter)


SERVERS: Mapping[str, Callable[[], None]] = {
    "Veertien": veertien,
    "Veertien on asyncio": veertien_on_asyncio,
    "panoramisk": panoramisk,
    "pystrix": pystrix,
    "line counter": line_counter,
    "line counter, shared memory": line_counter_in_shared_memory,
}


def _tell(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    SERVERS[sys.argv[1]]()
