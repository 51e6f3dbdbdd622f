"""What is done with the memory of callers' choices in a call, and between calls."""

import asyncio
import time
from datetime import datetime, timedelta

from veertien.callflow import KeptChoice, Recall
from veertien.memory import ChoiceMemory
from veertien.routing import AMSTERDAM, CallLimiter, Rate, Remembered
from veertien.service.editions.in_force import InForce

ASKED_AGAIN_SECONDS = 300
"""Who was put through less than so many seconds ago, and calls again, may have got the wrong municipality: they are
asked, also where the rules let a remembered choice route by itself."""
TIDY_SECONDS = 3600.0
"""Seconds between two looks for what no longer counts."""


class Remembering:
    """Recalls a caller's choice before a question, and keeps it after one. Without a `memory` it does neither."""

    def __init__(self, memory: ChoiceMemory | None) -> None:
        self._memory = memory
        self._lately = CallLimiter()

    async def recall(self, wanted: Recall) -> Remembered | None:
        """Return what is remembered of a caller's choice, None for nothing; never raises."""
        if self._memory is None:
            return None
        code = await self._memory.recall(wanted.number, wanted.dialled, wanted.day)
        if code is None:
            return None
        return Remembered(code, wanted.without_asking and not self._first_lately(wanted.number))

    def keep(self, choice: KeptChoice) -> None:
        """Remember what a caller chose; never raises."""
        if self._memory is None:
            return
        self._memory.remember(choice.number, choice.dialled, choice.code, choice.until)
        if choice.without_asking:
            self._first_lately(choice.number)

    def _first_lately(self, number: str) -> bool:
        return self._lately.admits(Rate(1, ASKED_AGAIN_SECONDS), number, time.monotonic())


async def keep_tidy(memory: ChoiceMemory, in_force: InForce) -> None:
    """Have what no longer counts deleted, now and each hour, by the rules in force."""
    while True:
        today, remember = datetime.now(AMSTERDAM).date(), in_force.edition.tables.rules.remember
        memory.tidy(today, today + timedelta(remember.days) if remember else None)
        await asyncio.sleep(TIDY_SECONDS)
