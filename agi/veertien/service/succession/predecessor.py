"""The daemon before this one, as this one sees it: it gave us its sockets, and waits until we are ready."""

import asyncio
import json
import os
import socket
from collections.abc import Mapping, MutableMapping
from typing import Self

from veertien.service.succession.channel import Channel, ChannelClosedError
from veertien.service.succession.processes import BEGINS, SERVES, name_process

TAKES_OVER = "PREDECESSOR_SOCKETS"
"""The environment variable by which a daemon knows that it takes the place of another: the numbers of its sockets."""
CHANNEL = "channel"
END_SECONDS = 25.0
"""Seconds the one before us gets to end when we do; a little more than callers in its question have then."""


class PredecessorGoneError(Exception):
    """The daemon whose place was to be taken is gone, or has called it off."""


class Predecessor:
    """The daemon whose place this process takes."""

    def __init__(self, channel: socket.socket, sockets: Mapping[str, tuple[str, socket.socket]]) -> None:
        self._connected = channel
        self._sockets = dict(sockets)
        self._channel: Channel | None = None

    @classmethod
    def taken_from(cls, environment: MutableMapping[str, str]) -> Self | None:
        """Take what the one before us left out of the environment; None where there is no such one."""
        text = environment.pop(TAKES_OVER, None)
        if text is None:
            return None
        name_process(BEGINS)
        said = json.loads(text)
        for number in (said[CHANNEL], *(one["fd"] for one in said["sockets"].values())):
            os.set_inheritable(number, False)
        sockets = {name: (one["at"], socket.socket(fileno=one["fd"])) for name, one in said["sockets"].items()}
        return cls(socket.socket(fileno=said[CHANNEL]), sockets)

    def socket_for(self, name: str, at: str) -> socket.socket | None:
        """Return what it listened on for a service, if that is the address wanted now."""
        address, handed = self._sockets.pop(name, ("", None))
        if handed is not None and address != at:
            handed.close()
            return None
        return handed

    async def take_over(self) -> frozenset[str]:
        """Say that we are ready, and return which calls stay its own once it accepts no more.

        Raises:
            PredecessorGoneError: it is gone; nothing is to be served.
        """
        self._channel = await Channel.over(self._connected)
        self._channel.say(ready=os.getpid())
        try:
            said = await self._channel.hear()
        except ChannelClosedError as error:
            raise PredecessorGoneError("the daemon whose place was to be taken is gone; start this one anew") from error
        name_process(SERVES)
        return frozenset(said["calls"])

    async def gone(self) -> None:
        """Return when it has ended."""
        if self._channel is not None:
            await self._channel.gone()

    def ask_to_end(self) -> None:
        """Have it end as at SIGTERM."""
        if self._channel is not None:
            self._channel.say(end=True)

    async def end(self) -> None:
        """Have it end, and wait for that: a service manager kills what we leave behind."""
        self.ask_to_end()
        if self._channel is not None:
            try:
                async with asyncio.timeout(END_SECONDS):
                    await self._channel.gone()
            except TimeoutError:
                pass
            finally:
                self._channel.close()
