"""Callers around a cluster: some are put through at once, some are asked, some talk for long; what became of each."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.cluster.cluster import Cluster
from demo.network import FALLBACK_NUMBER
from demo.peer import IncomingCall, Invitation, OutgoingCall, PeerError

NOT_ASKED, ASKED = "14020", "140229"
TALK_SECONDS = 2.0
PATIENCE_SECONDS = 30.0
"""Seconds in which a caller wants to be somewhere; then the call counts as lost."""
DEAD_SECONDS = 3.0
"""Seconds of nothing at all on the line after which somebody who was answered hangs up and calls again."""
THINKING_SECONDS = 3.0, 9.0
LOOK_SECONDS = 0.1
_MOST_ROUNDS = 4


@dataclass
class Tally:
    """What became of the calls of one phase."""

    calls: int = 0
    arrived: int = 0
    """At a municipality, by the first call."""
    again: int = 0
    """At a municipality or the operator, by calling again after the line had gone dead."""
    operator: int = 0
    """At the operator or the dialplan's fallback, by the first call."""
    lost: int = 0

    @property
    def open(self) -> int:
        """How many are not over yet."""
        return self.calls - self.arrived - self.again - self.operator - self.lost

    slowest: float = 0.0
    """The longest from INVITE to INVITE of those who are not asked, in seconds."""


@dataclass
class Crowd:
    """Calls all the time. Each call counts in the phase in which it began."""

    cluster: Cluster
    calls_a_second: float
    in_question: int
    tally: Tally = field(default_factory=Tally)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _random: secrets.SystemRandom = field(default_factory=secrets.SystemRandom)

    async def keep_calling(self) -> None:
        """Call until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(self.in_question):
                tasks.create_task(self._keep_being_asked())
            due = time.monotonic()
            while True:
                tasks.create_task(self._is_put_through(self.tally))
                due += 1 / self.calls_a_second
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    def next_phase(self) -> Tally:
        """Begin a new tally, and return it; calls under way stay with the one before."""
        self.tally = Tally()
        return self.tally

    async def talk(self, count: int) -> list[tuple[OutgoingCall, IncomingCall]]:
        """Have so many callers put through who talk, and return both ends of each."""
        talks = []
        for _ in range(count):
            caller = self._caller()
            call = await self.cluster.carrier.call(self.cluster.kamailio.at, Invitation(NOT_ASKED, caller))
            await call.answered()
            arrival = self.cluster.arrivals(caller)[-1]
            arrival.media.silent = False
            talks.append((call, arrival))
        return talks

    def _caller(self) -> str:
        return f"06{next(self._numbers):08}"

    async def _keep_being_asked(self) -> None:
        await asyncio.sleep(self._random.uniform(0, THINKING_SECONDS[1]))
        while True:
            await self._is_asked(self.tally)

    async def _is_put_through(self, tally: Tally) -> None:
        caller, tally.calls = self._caller(), tally.calls + 1
        call = await self.cluster.carrier.call(self.cluster.kamailio.at, Invitation(NOT_ASKED, caller))
        call.media.silent = True
        try:
            await call.answered(PATIENCE_SECONDS)
        except PeerError:
            tally.lost += 1
            call.close()
            return
        arrival = self.cluster.arrivals(caller)[-1]
        tally.slowest = max(tally.slowest, arrival.at - call.sent)
        _count(tally, arrival, first=True)
        await _until(call.ended.is_set, TALK_SECONDS)
        _end(call, arrival)

    async def _is_asked(self, tally: Tally) -> None:
        caller, tally.calls = self._caller(), tally.calls + 1
        for round_ in range(_MOST_ROUNDS):
            call = await self.cluster.carrier.call(self.cluster.kamailio.at, Invitation(ASKED, caller))
            call.media.silent = True
            arrival = await self._chooses(call)
            if arrival is not None:
                _count(tally, arrival, first=round_ == 0)
                await _until(call.ended.is_set, TALK_SECONDS)
                _end(call, arrival)
                return
            _end(call)
        tally.lost += 1

    async def _chooses(self, call: OutgoingCall) -> IncomingCall | None:
        """Choose by keys after a while; None where the line goes dead before somebody takes the call."""
        caller = call.invitation.caller
        before = len(self.cluster.arrivals(caller))

        def arrived() -> bool:
            return len(self.cluster.arrivals(caller)) > before

        def over() -> bool:
            heard = call.media.heard[-1].at if call.media.heard else call.received[-1].at
            return arrived() or call.ended.is_set() or time.monotonic() - heard > DEAD_SECONDS

        try:
            await call.answered(PATIENCE_SECONDS)
            await _until(over, self._random.uniform(*THINKING_SECONDS))
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not over() and time.monotonic() < deadline:
                call.media.silent = False
                await call.media.press("1")
                call.media.silent = True
                await _until(over, 1.5)
        except PeerError:
            return None
        return self.cluster.arrivals(caller)[-1] if arrived() else None


async def _until(happens: Callable[[], bool], most_seconds: float) -> None:
    deadline = time.monotonic() + most_seconds
    while not happens() and time.monotonic() < deadline:
        await asyncio.sleep(LOOK_SECONDS)


def _end(call: OutgoingCall, arrival: IncomingCall | None = None) -> None:
    call.close()
    # The peers keep their calls, and there are thousands.
    for end in (call, arrival):
        if end is not None:
            end.media.heard.clear()


def _count(tally: Tally, arrival: IncomingCall, *, first: bool) -> None:
    number = arrival.invite.uri.partition(":")[2].partition("@")[0]
    if not first:
        tally.again += 1
    elif number in {FALLBACK_NUMBER, "0880000014"}:
        tally.operator += 1
    else:
        tally.arrived += 1
