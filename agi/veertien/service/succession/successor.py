"""The daemon that takes the place of this one: started beside it, given its sockets, told when to begin."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from veertien.service.succession.channel import Channel, ChannelClosedError
from veertien.service.succession.predecessor import CHANNEL, TAKES_OVER

READY_SECONDS = 600.0
"""Seconds the new one has to make itself ready, as systemd's unit gives at a start: prompts may be rendered anew."""
_START_SECONDS = 10.0
_SHELL = ("/bin/sh", "-c", '"$@" >&2 & echo $!', "veertien")
"""It ends at once and leaves the daemon to process 1, as whose child a service manager notices its end."""


class SuccessorFailedError(Exception):
    """No other daemon could be made ready; this one goes on. Says why."""


class Successor:
    """A daemon that is being made ready, or has taken over."""

    def __init__(self, pid: int, channel: Channel) -> None:
        self.pid = pid
        self._channel = channel

    @classmethod
    async def started(cls, sockets: Mapping[str, tuple[str, socket.socket]], environment: Mapping[str, str]) -> Self:
        """Start it with the sockets by the names of their services, each with the address that it is at.

        It is the program that this one was started by, as it is now: where that is a link, the version that it leads
        to. `environment` is what it is given beside ours. Raises SuccessorFailedError.
        """
        ours, its = socket.socketpair()
        with its:
            said = {
                CHANNEL: its.fileno(),
                "sockets": {name: {"at": at, "fd": one.fileno()} for name, (at, one) in sockets.items()},
            }
            try:
                # In a thread and not by the event loop: uvloop's child keeps more open than it is given.
                shell = await asyncio.to_thread(
                    subprocess.run,
                    [*_SHELL, *_command()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    env={**os.environ, **environment, TAKES_OVER: json.dumps(said)},
                    pass_fds=[its.fileno(), *(one.fileno() for _, one in sockets.values())],
                    timeout=_START_SECONDS,
                    check=True,
                )
                pid = int(shell.stdout)
            except (OSError, ValueError, subprocess.SubprocessError) as error:
                ours.close()
                raise SuccessorFailedError(f"it can't be started: {error!r}") from error
        return cls(pid, await Channel.over(ours))

    async def ready(self) -> None:
        """Return when it could serve. Raises SuccessorFailedError."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._channel.hear()
        except ChannelClosedError as error:
            raise SuccessorFailedError("it ended before it was ready; the log says why") from error
        except TimeoutError as error:
            raise SuccessorFailedError(f"it was not ready after {READY_SECONDS:.0f} seconds") from error

    def take_over(self, calls: frozenset[str]) -> None:
        """Have it serve; `calls` stay ours."""
        self._channel.say(calls=sorted(calls))

    async def wants_our_end(self) -> None:
        """Return when it asks us to end, or is gone itself."""
        try:
            await self._channel.hear()
        except ChannelClosedError:
            return

    def call_off(self) -> None:
        """Close our end: one that has not taken over ends then, one that has knows that we have ended."""
        self._channel.close()


def _command() -> Sequence[str]:
    program = Path(sys.argv[0])
    # A script names its own Python, which may be another than ours.
    own = program.is_file() and os.access(program, os.X_OK)
    return [str(program), *sys.argv[1:]] if own else [sys.executable, *sys.orig_argv[1:]]
