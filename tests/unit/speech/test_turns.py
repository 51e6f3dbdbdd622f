"""Whose turn it is: whatever callers take, give up and give back, nothing is lost or served twice."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.speech.processes.turns import Turns

WORKERS, MOST_LONG = 3, 2
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.booleans()),
        st.tuples(st.sampled_from(("give up", "give back")), st.integers(0, 20)),
    ),
    max_size=40,
)


@dataclass
class Callers:
    """Those who take turns, one after the other in the order in which they came."""

    turns: Turns[int] = field(default_factory=lambda: Turns(MOST_LONG))
    waiting: dict[asyncio.Task[int], bool] = field(default_factory=dict)
    served: dict[int, bool] = field(default_factory=dict)
    """What is taken, and whether for long."""

    async def step(self, what: str, which: int) -> None:
        """Let somebody come, go without a turn, or give back what they had."""
        if what == "take":
            long = bool(which)
            self.waiting[asyncio.create_task(self.turns.take(long=long))] = long
        elif what == "give up" and self.waiting:
            task = list(self.waiting)[which % len(self.waiting)]
            task.cancel()
        elif what == "give back" and self.served:
            worker = list(self.served)[which % len(self.served)]
            if self.served.pop(worker):
                self.turns.long_ended()
            self.turns.add(worker)
        await self.settled()

    async def settled(self) -> None:
        """Let all that is ready happen, and take note of it."""
        for _ in range(5):
            await asyncio.sleep(0)
        for task in [task for task in self.waiting if task.done()]:
            long = self.waiting.pop(task)
            if not task.cancelled():
                worker = task.result()
                assert worker not in self.served
                self.served[worker] = long


@given(steps=STEPS)
def test_nobody_waits_for_what_is_free_and_long_work_never_has_all(steps: list[tuple[str, int]]) -> None:
    async def run() -> None:
        callers = Callers()
        for worker in range(WORKERS):
            callers.turns.add(worker)
        for what, which in steps:
            await callers.step(what, which)
            taken, long = len(callers.served), sum(callers.served.values())
            assert long <= MOST_LONG
            waiting = list(callers.waiting.values())
            assert callers.turns.others_wait == bool(waiting)
            if taken < WORKERS:
                # Only for a turn at something long, of which there are enough.
                assert False not in waiting
                assert not waiting or long == MOST_LONG
        # Whatever happened, all that is there can be had again.
        for task in callers.waiting:
            task.cancel()
        await callers.settled()
        for worker in list(callers.served):
            await callers.step("give back", list(callers.served).index(worker))
        assert {await callers.turns.take(long=False) for _ in range(WORKERS)} == set(range(WORKERS))
        assert not callers.turns.may_begin(long=False)

    asyncio.run(run())


async def test_who_lets_others_go_first_waits_until_nobody_wants_it_or_it_is_urgent() -> None:
    turns: Turns[str] = Turns(1)
    turns.add("only")
    held = await turns.take(long=False)
    urgent = asyncio.Event()
    patient = asyncio.create_task(turns.let_others_go_first(urgent, long=False))
    first = asyncio.create_task(turns.take(long=False))
    await asyncio.sleep(0)
    turns.add(held)
    assert await first == "only"
    assert not patient.done()
    turns.add("only")
    await asyncio.wait_for(patient, 1)
    await turns.take(long=False)
    patient = asyncio.create_task(turns.let_others_go_first(urgent, long=False))
    await asyncio.sleep(0)
    assert not patient.done()
    urgent.set()
    await asyncio.wait_for(patient, 1)


async def test_all_who_wait_are_told_where_nothing_will_come() -> None:
    turns: Turns[str] = Turns(1)
    waiting = [asyncio.create_task(turns.take(long=long)) for long in (False, True)]
    await asyncio.sleep(0)
    turns.fail(ProcessLookupError("gone"))
    for task in waiting:
        with pytest.raises(ProcessLookupError, match="gone"):
            await task
