"""What `make cluster` does to a cluster, one thing after another, and what became of the calls meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from demo.cluster.callers import Crowd, Tally
from demo.cluster.cluster import Cluster
from demo.cluster.node import ClusterNode
from demo.peer import Call, IncomingCall, OutgoingCall
from demo.postgresql import PostgresqlServer

TALKS = 9
PHASE_SECONDS = 12.0
"""Seconds of calls around what is done."""
SETTLE_SECONDS = 60.0
"""Longest that the calls of a phase go on after it: those who call again, and whom nobody answers."""
DOWN_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase that is over."""

    title: str
    tally: Tally
    avoided: float | None
    """Seconds until the node got no more calls; None where none was to be avoided."""
    talks: str


@dataclass(frozen=True, slots=True)
class Phases:
    """Runs them; in each nine callers talk, put through before it began."""

    cluster: Cluster
    crowd: Crowd
    database: PostgresqlServer
    tell: Callable[[Phase], None]

    async def run(self) -> None:
        """Run all, and tell of each when it is over."""
        first, second, third = self.cluster.nodes
        await self._phase("nothing happens", self._nothing)
        await self._phase(f"{first.name} is killed (-9)", partial(self._killed, first))
        await self._phase(f"{second.name}'s daemon is killed (-9)", partial(self._without_daemon, second))
        await self._phase(f"{second.name}'s daemon is frozen", partial(self._frozen, second, second.daemon.pid))
        await self._phase(f"{third.name}'s Asterisk is frozen", partial(self._frozen, third, third.pbx.pid))
        await self._phase(f"{third.name} is cut off", partial(self._cut_off, third))
        for node in self.cluster.nodes:
            await self._phase(f"{node.name} is drained", partial(self._drained, node))
        for node in self.cluster.nodes:
            await self._phase(f"{node.name} is upgraded", partial(self._upgraded, node))
        await self._phase("PostgreSQL is down", self._without_database)

    async def _phase(self, title: str, happens: Callable[[], Awaitable[float | None]]) -> None:
        # Python looks through all that is kept now, not in the phase: it takes up to a second, in which nobody calls.
        gc.collect()
        gc.freeze()
        talks = await self.crowd.talk(TALKS)
        tally = self.crowd.next_phase()
        await asyncio.sleep(PHASE_SECONDS / 2)
        avoided = await happens()
        await asyncio.sleep(PHASE_SECONDS / 2)
        on, told = _going_on(talks)
        self.crowd.next_phase()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while tally.open:
                    await asyncio.sleep(0.1)
        for call, arrival in talks:
            call.close()
            # Where its node died nobody tells this side. What it goes on sending would come to another call after the
            # node's next start, whose caller then hears nothing: these Asterisks send audio to where some comes from.
            arrival.close()
        await self.cluster.until_active(*self.cluster.nodes)
        self.tell(Phase(title, tally, avoided, f"{on} of {len(talks)} hear each other, {told} were hung up"))

    async def _nothing(self) -> None:
        await asyncio.sleep(0)

    async def _avoided(self, node: ClusterNode) -> float:
        begin = time.monotonic()
        await self.cluster.until_active(*(other for other in self.cluster.nodes if other is not node))
        return time.monotonic() - begin

    async def _killed(self, node: ClusterNode) -> float:
        await node.kill()
        avoided = await self._avoided(node)
        await asyncio.sleep(PHASE_SECONDS / 2)
        await node.start()
        return avoided

    async def _without_daemon(self, node: ClusterNode) -> float:
        await node.daemon.kill()
        avoided = await self._avoided(node)
        await node.daemon.start()
        return avoided

    async def _frozen(self, node: ClusterNode, pid: int) -> float:
        os.kill(pid, signal.SIGSTOP)
        try:
            avoided = await self._avoided(node)
            await asyncio.sleep(DOWN_SECONDS)
        finally:
            os.kill(pid, signal.SIGCONT)
        return avoided

    async def _cut_off(self, node: ClusterNode) -> float:
        node.cut_off()
        try:
            avoided = await self._avoided(node)
            await asyncio.sleep(DOWN_SECONDS)
        finally:
            node.thaw()
        return avoided

    async def _drained(self, node: ClusterNode) -> float:
        draining = asyncio.create_task(node.drain())
        await node.leaves()
        avoided = await self._avoided(node)
        await draining
        await node.daemon.start()
        return avoided

    async def _upgraded(self, node: ClusterNode) -> None:
        await node.restart()

    async def _without_database(self) -> None:
        # Calls come in and are timed on this thread meanwhile.
        await asyncio.to_thread(self.database.stop)
        await asyncio.sleep(DOWN_SECONDS)
        await asyncio.to_thread(self.database.start)


def _going_on(talks: list[tuple[OutgoingCall, IncomingCall]]) -> tuple[int, int]:
    """Return how many pairs still hear each other, and how many calls one side was told to end."""
    now = time.monotonic()

    def hears(end: Call) -> bool:
        return bool(end.media.heard) and now - end.media.heard[-1].at < 1.0

    told = sum(call.ended.is_set() or arrival.ended.is_set() for call, arrival in talks)
    return sum(hears(call) and hears(arrival) for call, arrival in talks), told
