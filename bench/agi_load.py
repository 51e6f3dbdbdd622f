"""The Asterisk side of many small AGI sessions, and how long they take.

`python -m bench.agi_load PORT CALLS AT_ONCE` holds them with the server on that port and prints the seconds: of all
together, then of each. In a process and on an event loop that are faster than any of the servers.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import cast

import uvloop

from bench.asterisk_side import header

VARIABLES = (
    ("VEERTIEN_ENDPOINT_1", "trunk-medemblik"),
    ("VEERTIEN_NUMBER_1", "0229000002"),
    ("VEERTIEN_COUNT", "1"),
    ("VEERTIEN_DECIDED", "connect"),
)
MOST_SECONDS = 10.0
"""Seconds one session may take before the load counts as failed."""
_HEADER = header()


class SessionError(RuntimeError):
    """A server under load did not set the variables it should have."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a number of sessions: seconds in all, and seconds of each."""

    seconds: float
    each: tuple[float, ...]


async def load_from_outside(port: int, calls: int, at_once: int) -> Load:
    """Do what `place_calls` does in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(port), str(calls), str(at_once), stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    if process.returncode != 0:
        raise SessionError(f"the load on port {port} ended with {process.returncode}")
    seconds, *each = map(float, printed.split())
    return Load(seconds, tuple(each))


async def place_calls(port: int, calls: int, at_once: int) -> Load:
    """Hold so many sessions with the server on `port`, `at_once` at a time.

    Raises:
        SessionError: one of them did not come out as it should.
    """
    left = iter(range(calls))
    each: list[float] = []

    async def caller() -> None:
        for _ in left:
            each.append(await _place(port))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(caller())
    return Load(time.perf_counter() - began, tuple(each))


async def _place(port: int) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(MOST_SECONDS):
        transport, channel = await asyncio.get_running_loop().create_connection(_Channel, "127.0.0.1", port)
        try:
            await channel.over
        finally:
            transport.abort()
    expected = [f'SET VARIABLE "{name}" "{value}"'.encode() for name, value in VARIABLES]
    if channel.commands != expected:
        raise SessionError(f"the server on port {port} sent {channel.commands[:5]!r}")
    return time.perf_counter() - began


class _Channel(asyncio.Protocol):
    """One call as Asterisk sees it: header first, then a reply for each command until the server closes."""

    def __init__(self) -> None:
        self.commands: list[bytes] = []
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.WriteTransport | None = None
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._transport.write(_HEADER)

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.commands += lines
        if self._transport is not None:
            self._transport.write(b"200 result=1\n" * len(lines))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        load = runner.run(place_calls(*map(int, sys.argv[1:])))
    sys.stdout.write(" ".join(map(str, (load.seconds, *load.each))) + "\n")
