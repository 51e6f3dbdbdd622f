"""What the daemon publishes of calls that have ended."""

import asyncio
from typing import Any

from demo.stage import Stage

MOST_SECONDS = 15.0


async def record(stage: Stage, place: int, most_seconds: float = MOST_SECONDS) -> dict[str, Any]:
    """Wait for all that is known of the call that ended as the first, counted from 0, or in another place."""
    async with asyncio.timeout(most_seconds):
        while len(found := await calls_recorded(stage)) <= place:
            await asyncio.sleep(0.05)
    return found[place]


async def calls_recorded(stage: Stage) -> list[dict[str, Any]]:
    """The calls that have ended so far, in that order, as this daemon knows them."""
    return await stage.daemon.events.so_far("call")
