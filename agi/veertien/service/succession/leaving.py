"""How a daemon gets out of the way: for another one that takes its place, or for nobody."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from typing import Any

import structlog

from veertien.asterisk.agi.server import FastAgiServer
from veertien.asterisk.audiosocket.server import AudioSocketServer, AudioSocketUnavailableError
from veertien.records import Ledger
from veertien.service.editions.in_force import InForce
from veertien.service.succession.orders import DaemonOrder, OrderServer
from veertien.service.succession.predecessor import Predecessor
from veertien.service.succession.processes import LEAVES, name_process
from veertien.service.succession.successor import Successor, SuccessorFailedError
from veertien.service.systemd import Systemd
from veertien.service.web.readiness import Readiness
from veertien.service.web.server import WebServer
from veertien.sip_options import OptionsServer

QUESTION_SECONDS = 600.0
"""Seconds callers in the question get where nobody waits for this daemon's end: more than any question may last."""
TALK_SECONDS = 4 * 3600.0
"""Seconds for which a daemon in whose place another one is waits for the ends of calls that it has put through."""
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Leaver:
    """The parts of a daemon that leave, and who is in its place or before it."""

    agi: FastAgiServer
    audio: AudioSocketServer
    web: WebServer
    options: OptionsServer | None
    addresses: Mapping[str, str]
    """Of the services, as the settings have them."""
    ledger: Ledger
    in_force: InForce
    in_charge: AsyncExitStack
    """Ends what only the daemon in charge does."""
    systemd: Systemd
    predecessor: Predecessor | None
    readiness: Readiness
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once no more calls are taken here."""
    at_work: asyncio.Lock = field(default_factory=asyncio.Lock)
    _successors: list[Successor] = field(default_factory=list)

    def orders(self, folder: Path) -> OrderServer:
        """Return who takes orders for it."""
        server = OrderServer(
            folder, {DaemonOrder.DRAIN: self._drain, DaemonOrder.HAND_OVER: lambda: self._hand_over(server)}
        )
        return server

    async def finish(self) -> None:
        """Return when callers have finished, and where another daemon is in our place the calls put through have too.

        At once where it asks us to end.
        """
        await self.in_charge.aclose()
        await self.agi.stop(QUESTION_SECONDS)
        if not self._successors:
            return
        # Nobody is heard here any more.
        await self.in_force.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TALK_SECONDS):
                while self.ledger.awaiting_end:
                    await asyncio.sleep(_LOOK_SECONDS)
                if self.predecessor is not None:
                    await self.predecessor.gone()

    @property
    def drained(self) -> bool:
        """Whether it has left for nobody."""
        return self.left.is_set() and not self._successors

    async def wants_our_end(self) -> None:
        """Return when the daemon in our place asks us to end; never where there is none."""
        if not self._successors:
            await asyncio.Event().wait()
        await self._successors[-1].wants_our_end()

    def close(self) -> None:
        """Let the one in our place know that we have ended."""
        for successor in self._successors:
            successor.call_off()

    async def _drain(self) -> dict[str, Any]:
        async with self.at_work:
            self.readiness.end()
            await self.agi.leave()
            waiting = self.agi.sessions
            name_process(LEAVES)
            self.left.set()
        return {"result": "draining", "in_question": waiting, "pid": os.getpid()}

    async def _hand_over(self, orders: OrderServer) -> dict[str, Any]:
        log = structlog.get_logger(__name__)
        if self.at_work.locked() or self.left.is_set():
            return {"why": "it is leaving already"}
        async with self.at_work:
            log.info("handing_over")
            try:
                successor = await Successor.started(self._sockets(orders), self.systemd.environment())
            except SuccessorFailedError as error:
                return _failed(log, error)
            try:
                await successor.ready()
                await self.audio.move()
                await self.systemd.hand_over(successor.pid)
            except (SuccessorFailedError, AudioSocketUnavailableError, OSError) as error:
                successor.call_off()
                return _failed(log, error)
            except BaseException:  # an order that is broken off must not leave a second daemon
                successor.call_off()
                raise
            # From here on nothing fails.
            await asyncio.gather(self.agi.leave(), self.web.leave(), orders.leave())
            if self.options is not None:
                await self.options.leave()
            calls = self.ledger.leave()
            successor.take_over(calls)
            self._successors.append(successor)
            name_process(LEAVES)
            self.left.set()
            log.info("handed_over", pid=successor.pid, calls=len(calls), in_question=self.agi.sessions)
        return {"result": "handed-over", "pid": successor.pid, "calls": len(calls)}

    def _sockets(self, orders: OrderServer) -> dict[str, tuple[str, socket]]:
        every = {"fastagi": self.agi.sockets, "audiosocket": self.audio.sockets, "web": self.web.sockets}
        if self.options is not None:
            every["sip_options"] = self.options.sockets
        # A name may be several addresses, and asyncio takes one socket.
        found = {name: (self.addresses[name], some[0]) for name, some in every.items() if len(some) == 1}
        if orders.sockets:
            found["orders"] = (orders.at, orders.sockets[0])
        return found


def _failed(log: Any, error: Exception) -> dict[str, Any]:
    log.warning("not_handed_over", why=str(error))
    return {"why": str(error)}


async def first_of(*waits: Awaitable[object]) -> int:
    """Return the place of the wait that was over first; the others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(place for place, task in enumerate(tasks) if task in done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
