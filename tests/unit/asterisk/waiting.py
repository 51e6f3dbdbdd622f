"""Waiting in tests for what another task does."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object]) -> None:
    """Return as soon as `condition()` is true; fail when that takes some seconds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)
