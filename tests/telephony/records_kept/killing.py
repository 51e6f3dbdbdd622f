"""Kills the daemon over its records, at moments that chance picks, while calls come in."""

import asyncio
import random
from dataclasses import dataclass, field

from demo.peer import Invitation, Peer
from demo.stage import Stage

CALLS_A_ROUND = 16
GAP_SECONDS = 0.08
"""Seconds between two calls."""
SPOKEN_SECONDS = 0.2


@dataclass
class Killed:
    """What became of the calls."""

    kills: int = 0
    answered: list[str] = field(default_factory=list)
    """The Call-IDs of those that somebody took."""
    lost: list[str] = field(default_factory=list)
    """What went wrong with the others."""


async def kill_over_records(stage: Stage, carrier: Peer, kills: int, seed: int) -> Killed:
    """Place calls, kill the daemon amid them, start it anew, and so on; it runs in the end."""
    found, chance = Killed(), random.Random(seed)
    for _ in range(kills):
        # Until AMI is there no call's end is heard of, and its record waits for that.
        await stage.daemon.until_trunks_up(1)
        calls = [
            asyncio.create_task(_call(stage, carrier, place * GAP_SECONDS, found)) for place in range(CALLS_A_ROUND)
        ]
        await asyncio.sleep(chance.uniform(0.0, CALLS_A_ROUND * GAP_SECONDS + SPOKEN_SECONDS))
        await stage.daemon.kill()
        found.kills += 1
        await asyncio.gather(*calls)
        await stage.daemon.start()
    return found


async def _call(stage: Stage, carrier: Peer, after: float, found: Killed) -> None:
    await asyncio.sleep(after)
    try:
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        await asyncio.sleep(SPOKEN_SECONDS)
        call.bye()
        found.answered.append(call.dialog.call_id)
    except Exception as error:
        found.lost.append(repr(error))
