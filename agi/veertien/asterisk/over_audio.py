"""Talking with a caller: the call is answered, Asterisk opens its audio, and both end in a known way.

Meanwhile the call is held on a short lease: a daemon that freezes soon loses it to the dialplan's fallback.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

import structlog

from veertien.asterisk.agi.session import AgiCommandFailedError, AgiHangupError, AgiSession
from veertien.asterisk.audiosocket.server import AudioSocketServer
from veertien.asterisk.audiosocket.session import AudioOutcome, AudioSession, judge_audio
from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.manager.link import ManagerLink

TIMEOUT = "TIMEOUT(absolute)"
"""The channel's absolute time-out in seconds; the dialplan's T extension takes the call when it passes."""
LEASE_SECONDS = 8
"""Seconds the channel lives on without hearing from the daemon."""
RENEWAL_SECONDS = 1.5
"""Seconds between two renewals: AMI may be away for the rest of the lease, less what it takes to come back."""
RETRY_SECONDS = 0.5
"""Seconds from a renewal that failed to the next try."""
AUDIO_MARGIN_SECONDS = 10.0
"""Seconds beyond the longest duration of what is done over the audio before its AGI command is given up."""

Came = TypeVar("Came")


class OverAudio:
    """Does something over the audio of a call, which Asterisk connects to the `server`."""

    def __init__(self, server: AudioSocketServer, manager: ManagerLink | None) -> None:
        self._server = server
        self._manager = manager
        self._log = structlog.get_logger(__name__)

    async def run(
        self,
        agi: AgiSession,
        channel: str,
        longest_seconds: float,
        start: "Callable[[AudioSession], asyncio.Task[Came]]",
        answered: Callable[[], object],
    ) -> tuple[Came, AudioOutcome]:
        """Answer the call and have `start` do something over its audio; return what came of that, and of the audio.

        `answered` is called once the call is answered. `longest_seconds` is how long the task that is started may take;
        it has ended afterwards. Raises what AgiSession raises, AgiHangupError where the caller hung up before.
        """
        longest = longest_seconds + AUDIO_MARGIN_SECONDS
        with contextlib.ExitStack() as stack:
            if self._manager is not None:
                stack.enter_context(self._manager.needed())
            async with Lease(agi, channel, self._manager, longest):
                await agi.answer()
                answered()
                return await self._talk(agi, longest, start)

    async def _talk(
        self, agi: AgiSession, longest: float, start: "Callable[[AudioSession], asyncio.Task[Came]]"
    ) -> tuple[Came, AudioOutcome]:
        call_id = uuid4()
        session = self._server.expect(call_id)
        task = start(session)
        result: str | None = None
        try:
            reply = await agi.execute("AudioSocket", str(call_id), self._server.reached_at, deadline_seconds=longest)
            result = reply.result
        except AgiHangupError:
            self._log.info("hung_up_over_audio")
        except AgiCommandFailedError as error:
            # An Asterisk without the application still dials; whom nothing can be said to is put through.
            result = error.reply.result
        finally:
            session.close()
            came = await task
        status: int | None = None
        if not agi.hung_up:
            with contextlib.suppress(AgiHangupError):
                status = await agi.channel_status()
        verdict = judge_audio(result, status, session.ended)
        if verdict.outcome is AudioOutcome.AUDIO_FAILED:
            self._log.warning("audio_failed", why=verdict.reason)
        return came, verdict.outcome


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
