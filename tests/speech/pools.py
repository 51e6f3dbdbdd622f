"""What the tests of the pool share: a grammar, a pool that is stopped at the end, and looks at its processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.recognisers import RecogniserPool

SPEC = GrammarSpec("two", (Phrase("Medemblik", "GM0420"), Phrase("Wervershoof", "GM0420"), Phrase("Hoorn", "GM0405")))


@asynccontextmanager
async def started(pool: RecogniserPool) -> AsyncIterator[RecogniserPool]:
    """Start a pool with SPEC for the duration of the block."""
    await pool.start([SPEC])
    try:
        yield pool
    finally:
        await pool.stop()


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def until(condition: Callable[[], object]) -> None:
    """Poll a condition for at most 20 seconds."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)
