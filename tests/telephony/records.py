"""The lines that the daemon writes of calls that have ended."""

import asyncio
import json
from typing import Any

from demo.stage import Stage

MOST_SECONDS = 15.0


async def record(stage: Stage, place: int) -> dict[str, Any]:
    """Wait for the line of the call that ended as the first, counted from 0, or in another place."""
    async with asyncio.timeout(MOST_SECONDS):
        while len(found := calls_recorded(stage)) <= place:
            await asyncio.sleep(0.05)
    return found[place]


def calls_recorded(stage: Stage) -> list[dict[str, Any]]:
    """The lines so far, in the order in which they were written."""
    lines = (line for line in stage.daemon.log.splitlines(keepends=True) if line.startswith("{") and line[-1] == "\n")
    return [entry for entry in map(json.loads, lines) if entry["event"] == "call"]
