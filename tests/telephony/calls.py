"""Calls that many scenarios place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from demo.stage import Stage
from demo.world import Arrival
from veertien.asterisk.caller import Caller
from veertien.asterisk.placed_call import Listen, PlacedCall, Press, Step, Wait

MOST_SECONDS = 60.0
#: Long enough to hear who answered.
CHAT_SECONDS = 3.2


def by_keys(place: int) -> tuple[Step, ...]:
    """Open the keypad list and choose the municipality that is read out in this place."""
    return (Listen(), Press("1"), Wait(0.6), Press(str(place)))


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
    """Call from the world through the PBX; without `until` the caller stays until a destination has answered."""
    return await Caller(stage.world.link, record=True).call(
        through.format(number),
        number,
        steps,
        caller_id=caller,
        until=until or (lambda _: served(stage, caller)),
        most_seconds=most_seconds,
    )


async def served(stage: Stage, caller: str) -> None:
    """Wait until this caller's call has arrived somewhere, and talk a little."""
    await stage.world.arrival(lambda arrival: arrival.caller == caller)
    await asyncio.sleep(CHAT_SECONDS)


def arrivals(stage: Stage, caller: str = "0229123456") -> list[str]:
    """The endpoints at which this caller's call arrived, in order."""
    return [arrival.endpoint for arrival in stage.world.arrivals if arrival.caller == caller]


def last_arrival(stage: Stage) -> Arrival:
    """The last call that arrived anywhere."""
    return stage.world.arrivals[-1]
