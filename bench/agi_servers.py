"""The FastAGI servers under load, one a process: `python -m bench.agi_servers NAME` prints its port and serves.

Each does the same with a call: it sets four variables, waiting for each reply, and is done.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog
from panoramisk.fast_agi import Application
from pystrix.agi.core import SetVariable
from pystrix.agi.fastagi import FastAGIServer as PystrixServer

from bench.agi_load import ROUTE, VARIABLES
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.agi.session import AgiSession


def veertien() -> None:
    """Serve with Veertien's server."""

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

    asyncio.run(serve())


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


SERVERS: Mapping[str, Callable[[], None]] = {"Veertien": veertien, "panoramisk": panoramisk, "pystrix": pystrix}


def _tell(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.disable(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    SERVERS[sys.argv[1]]()
