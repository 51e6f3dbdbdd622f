"""Many callers at once: some who talk, some in the question, and some who call while a daemon takes another's place."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from demo.stage import Stage
from tests.telephony.calls import arrivals, by_keys, place, served
from veertien.testcall.placed_call import PlacedCall, Until

EACH = 20
BETWEEN_SECONDS = 0.8
WAIT_SECONDS = 120.0
APART_SECONDS = 0.3
UNHURRIED = {"conversation.yaml": "patience: {keys: 60, whole: 300}\n"}
"""Who is asked waits for the new daemon, however long a busy machine needs for it."""


@dataclass
class Crowd:
    """Who talks stays until `over`; who is asked answers once it is `replaced`; others call all the time until then."""

    stage: Stage
    replaced: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0
    calls: dict[str, PlacedCall] = field(default_factory=dict)
    between: list[str] = field(default_factory=list)

    async def meanwhile(self, replace: Callable[[], Awaitable[None]]) -> None:
        """Have all of them call, and `replace` called while they are where they are to be; return when all are done."""
        async with asyncio.timeout(2 * WAIT_SECONDS), asyncio.TaskGroup() as tasks:
            for number in range(EACH):
                tasks.create_task(self._talks(f"02010000{number:02}"))
                tasks.create_task(self._is_asked(f"02290000{number:02}"))
                await asyncio.sleep(0.05)
            while len(self.stage.world.arrivals) < EACH or self.asked < EACH:
                await asyncio.sleep(0.1)
            calling = asyncio.create_task(self._keep_calling())
            await replace()
            self.replaced.set()
            await calling
            while any(not arrivals(self.stage, caller) for caller in self._callers("0229")):
                await asyncio.sleep(0.1)
            self.over.set()

    def went_to(self, area: str) -> Counter[str]:
        """Where the calls of these callers arrived; each arrives once."""
        return Counter(place for caller in self._callers(area) for place in arrivals(self.stage, caller))

    def calls_of(self, area: str) -> list[PlacedCall]:
        """The calls of these callers."""
        return [self.calls[caller] for caller in self._callers(area)]

    def _callers(self, area: str) -> list[str]:
        return self.between if area == "0299" else [f"{area[:4]:0<4}0000{number:02}" for number in range(EACH)]

    async def _talks(self, caller: str) -> None:
        async def stays(_: PlacedCall) -> None:
            await served(self.stage, caller)
            await self.over.wait()

        self.calls[caller] = await place(self.stage, "14020", caller=caller, until=stays, most_seconds=WAIT_SECONDS)

    async def _is_asked(self, caller: str) -> None:
        async def wait() -> None:
            self.asked += 1
            place_in_line = self.asked
            await self.replaced.wait()
            # Twenty telephones that ring at the same moment are more than a busy machine can answer in time.
            await asyncio.sleep(place_in_line * APART_SECONDS)

        heard, opens, pause, chooses = by_keys(1)
        steps = (heard, opens, pause, Until(wait), chooses)
        self.calls[caller] = await place(self.stage, "140229", steps, caller=caller, most_seconds=WAIT_SECONDS)

    async def _keep_calling(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while not self.replaced.is_set():
                caller = f"0299{len(self.between):06}"
                self.between.append(caller)
                tasks.create_task(self._calls(caller))
                await asyncio.sleep(BETWEEN_SECONDS)

    async def _calls(self, caller: str) -> None:
        self.calls[caller] = await place(self.stage, "14020", caller=caller, most_seconds=WAIT_SECONDS)


def kept(stage: Stage) -> Counter[tuple[str, str, bool, str]]:
    """What the database has of calls: outcome, municipality, whether they talked, and who ended the call."""
    with sqlite3.connect(stage.config / "records" / "records.sqlite") as database:
        rows = database.execute("SELECT outcome, municipality, talk_ms > 0, ended_by FROM call").fetchall()
    return Counter((outcome, municipality, bool(talked), by) for outcome, municipality, talked, by in rows)
