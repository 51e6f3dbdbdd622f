"""A caller in conversation is held on a short lease: a daemon that freezes soon loses the call to the fallback."""

import asyncio
import contextlib

import structlog

from veertien.asterisk.agi.session import AgiSession
from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.manager.link import ManagerLink

#: The channel's absolute time-out in seconds; the dialplan's T extension takes the call when it passes.
TIMEOUT = "TIMEOUT(absolute)"
#: Seconds the channel lives on without hearing from the daemon, and seconds between two renewals: AMI may be away for
#: the difference, less what it takes to come back.
LEASE_SECONDS = 8
RENEWAL_SECONDS = 1.5
#: Seconds from a renewal that failed to the next try.
RETRY_SECONDS = 0.5


class Lease:
    """Gives a call time as long as this process is alive to say so.

    During the AudioSocket application AGI is taken, so the renewals go over AMI. Without AMI, or where it may not set
    variables, the whole conversation's longest duration is granted at once: the fallback still comes, only later.
    """

    def __init__(self, agi: AgiSession, channel: str, manager: ManagerLink | None, longest_seconds: float) -> None:
        self._agi = agi
        self._channel = channel
        self._manager = manager
        self._longest = longest_seconds
        self._task: asyncio.Task[None] | None = None
        self._log = structlog.get_logger(__name__)

    async def __aenter__(self) -> "Lease":
        if self._manager is not None and self._manager.extends_calls:
            await self._agi.set_variable(TIMEOUT, str(LEASE_SECONDS))
            self._task = asyncio.create_task(self._renew(self._manager))
        else:
            await self._agi.set_variable(TIMEOUT, str(round(self._longest)))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _renew(self, manager: ManagerLink) -> None:
        wait, logged = RENEWAL_SECONDS, False
        with manager.needed():
            while True:
                await asyncio.sleep(wait)
                try:
                    await manager.set_channel_variable(self._channel, TIMEOUT, str(LEASE_SECONDS))
                    wait, logged = RENEWAL_SECONDS, False
                except AmiError as error:
                    # Tried again until the lease runs out; then the fallback takes the call.
                    if not logged:
                        self._log.warning("lease_not_renewed", why=str(error))
                    wait, logged = RETRY_SECONDS, True
