"""What the daemon publishes of calls that have ended."""

from typing import Any

from demo.stage import Stage


async def record(stage: Stage, place: int) -> dict[str, Any]:
    """Wait for all that is known of the call that ended as the first, counted from 0, or in another place."""
    return (await stage.daemon.events.published("call", place + 1))[place]


async def calls_recorded(stage: Stage) -> list[dict[str, Any]]:
    """The calls that have ended so far, in that order, as this daemon knows them."""
    return await stage.daemon.events.so_far("call")
