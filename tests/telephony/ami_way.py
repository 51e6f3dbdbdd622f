"""The way from the daemon to the PBX's manager interface, led through a port that a test can take away."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import asdict

import aiohttp

from demo.ports import Wanted, choose_ports
from demo.stage import Stage

HEALING_SECONDS = 30.0


class AmiWay:
    """A TCP relay; while it is closed connections are refused, and those there were are gone."""

    def __init__(self, to_port: int, port: int) -> None:
        self._to_port = to_port
        self._port = port
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self._port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        self._writers += [writer, far_writer]
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def led_through(stage: Stage) -> AsyncIterator[AmiWay]:
    """Start the stage's daemon anew with its manager connection led through a relay, which is open."""
    # Of the stage's ports some are nobody's yet.
    taken = [value for value in asdict(stage.network).values() if isinstance(value, int)]
    (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))], taken)
    way = AmiWay(stage.network.ami, port)
    await stage.daemon.stop()
    settings = stage.config / "veertien.yaml"
    settings.write_text(settings.read_text().replace(f"port: {stage.network.ami},", f"port: {port},"))
    await way.open()
    try:
        await stage.daemon.start()
        await connected(stage)
        yield way
    finally:
        await way.close()


async def connected(stage: Stage) -> None:
    """Wait until the daemon is there and has the manager interface."""
    async with asyncio.timeout(HEALING_SECONDS):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                if (await stage.daemon.health())["ami"] == "connected":
                    return
            await asyncio.sleep(0.1)
