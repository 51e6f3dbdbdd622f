"""Calls that many scenarios place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from demo.stage import Stage
from demo.world import Arrival
from tests.telephony.receiver import receiver_kept
from veertien.testcall.caller import CallPlacer
from veertien.testcall.placed_call import HearOut, PlacedCall, Press, Step, Wait

MOST_SECONDS = 60.0


def by_keys(place: int) -> tuple[Step, ...]:
    """Open the keypad list and choose the municipality that is read out in this place."""
    return (HearOut(), Press("1"), Wait(0.6), Press(str(place)))


async def place(
    stage: Stage,
    number: str,
    steps: Sequence[Step] = (),
    *,
    caller: str = "0229123456",
    through: str = "PJSIP/{}@carrier",
    until: Callable[[PlacedCall], Awaitable[None]] | None = None,
    most_seconds: float = MOST_SECONDS,
) -> PlacedCall:
    """Call from the world through the PBX; without `until` the caller stays until a destination has greeted them.

    What the caller hears after the last step is kept as it was received.
    """
    stay = until or (lambda _: served(stage, caller))

    async def listen(call: PlacedCall) -> None:
        async with receiver_kept(stage, call):
            await stay(call)

    return await CallPlacer(stage.world.link, record=True).call(
        through.format(number),
        number,
        steps,
        caller_id=caller,
        until=listen,
        most_seconds=most_seconds,
    )


async def served(stage: Stage, caller: str) -> None:
    """Wait until this caller's call has arrived somewhere and the greeting there is over."""
    await stage.world.greeted(await stage.world.arrival(lambda arrival: arrival.caller == caller))


def once_more(stage: Stage) -> Callable[[PlacedCall], Awaitable[None]]:
    """Return an `until` that waits for one more arrival than there were; for callers who call again."""
    before = len(stage.world.arrivals)

    async def arrived(_: PlacedCall) -> None:
        async with asyncio.timeout(MOST_SECONDS):
            while len(stage.world.arrivals) == before:
                await asyncio.sleep(0.05)

    return arrived


def arrivals(stage: Stage, caller: str = "0229123456") -> list[str]:
    """The endpoints at which this caller's call arrived, in order."""
    return [arrival.endpoint for arrival in stage.world.arrivals if arrival.caller == caller]


def last_arrival(stage: Stage) -> Arrival:
    """The last call that arrived anywhere."""
    return stage.world.arrivals[-1]
