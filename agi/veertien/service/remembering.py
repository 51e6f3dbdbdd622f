"""What is done with the memory of callers' choices in a call, and between calls."""

import asyncio
import time
from dataclasses import replace
from datetime import datetime, timedelta

from veertien.memory import ChoiceMemory
from veertien.routing import AMSTERDAM, Call, CallLimiter, Decision, Outcome, Rate, Remembered, Tables
from veertien.service.editions.in_force import InForce

#: Who was put through less than so many seconds ago, and calls again, may have got the wrong municipality: they are
#: asked, also where the rules let a remembered choice route by itself.
ASKED_AGAIN_SECONDS = 300
#: Seconds between two looks for what no longer counts.
TIDY_SECONDS = 3600.0


class Remembering:
    """Recalls a caller's choice before a question, and keeps it after one. Without a `memory` it does neither."""

    def __init__(self, memory: ChoiceMemory | None) -> None:
        self._memory = memory
        self._lately = CallLimiter()

    async def recall(self, tables: Tables, call: Call, decision: Decision, now: datetime) -> Call:
        """Return the call with what is remembered of its caller, where the decision is to ask them; never raises."""
        remember, number = tables.rules.remember, call.caller.number_e164
        if self._memory is None or remember is None or number is None or decision.outcome is not Outcome.ASK:
            return call
        code = await self._memory.recall(number, decision.dialled, now.astimezone(AMSTERDAM).date())
        if code is None:
            return call
        just_now = remember.without_asking and not self._first_lately(number)
        return replace(call, remembered=Remembered(code, just_now))

    def keep(self, tables: Tables, call: Call, decision: Decision, now: datetime) -> None:
        """Remember what a caller chose, where the decision that followed puts them through to it; never raises."""
        remember, number, entry = tables.rules.remember, call.caller.number_e164, decision.municipality
        if self._memory is None or remember is None or number is None:
            return
        # A municipality that is no candidate here could never be proposed.
        if decision.outcome is not Outcome.CONNECT or entry is None or entry not in decision.candidates:
            return
        until = now.astimezone(AMSTERDAM).date() + timedelta(remember.days)
        self._memory.remember(number, decision.dialled, entry.code, until)
        if remember.without_asking:
            self._first_lately(number)

    def _first_lately(self, number: str) -> bool:
        return self._lately.admits(Rate(1, ASKED_AGAIN_SECONDS), number, time.monotonic())


async def keep_tidy(memory: ChoiceMemory, in_force: InForce) -> None:
    """Have what no longer counts deleted, now and each hour, by the rules in force."""
    while True:
        today, remember = datetime.now(AMSTERDAM).date(), in_force.edition.tables.rules.remember
        memory.tidy(today, today + timedelta(remember.days) if remember else None)
        await asyncio.sleep(TIDY_SECONDS)
