"""What the tests of the pool share: a grammar, and looks at its processes."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec

SPEC = GrammarSpec("two", (Phrase("Medemblik", "GM0420"), Phrase("Wervershoof", "GM0420"), Phrase("Hoorn", "GM0405")))


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def until(condition: Callable[[], object]) -> None:
    """Poll a condition for at most 20 seconds."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)
