"""What two daemons say to each other while one takes the place of the other: an object of JSON a line."""

import asyncio
import json
import socket
from typing import Any, Self

_MOST_BYTES = 4 << 20
"""Of a line: the names of all calls that can be under way are less."""


class ChannelClosedError(Exception):
    """The other one closed it, or is gone."""


class Channel:
    """One end of it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, connected: socket.socket) -> Self:
        """Speak over a connected Unix socket, which is the channel's from now on."""
        return cls(*await asyncio.open_unix_connection(sock=connected, limit=_MOST_BYTES))

    def say(self, **said: Any) -> None:
        """Say something; whether it is heard isn't known."""
        # What is said to one that has gone closes this end; uvloop raises an error where more is said then.
        if not self._writer.is_closing():
            self._writer.write(json.dumps(said).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        """Return what the other one says next. Raises ChannelClosedError."""
        try:
            heard = json.loads(await self._reader.readuntil())
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError) as error:
            raise ChannelClosedError("the other end was closed") from error
        return heard if isinstance(heard, dict) else {}

    async def gone(self) -> None:
        """Return when the other one is gone, or has closed its end."""
        while True:
            try:
                await self.hear()
            except ChannelClosedError:
                return

    def close(self) -> None:
        """Close this end, which the other one takes for our end."""
        self._writer.close()
