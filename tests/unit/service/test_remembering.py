"""When a caller's choice is recalled, and when it is kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.memory import ChoiceMemory, ChoiceStore
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Asked, Call, Decision, Remembered, Tables, chosen, offer, to_operator
from veertien.service.remembering import Remembering

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=AMSTERDAM)
KEY = b"k" * 32
MEDEMBLIK = "GM0420"


@dataclass(frozen=True)
class Caller:
    """Somebody who calls 14 0229."""

    file: Path
    tables: Tables
    memory: ChoiceMemory
    remembering: Remembering
    call: Call

    async def calls(self, now: datetime = NOW) -> tuple[Call, Decision]:
        """Return the call and the first decision; a loaded machine may take longer than a call waits for the memory."""
        offered = offer(self.tables, self.call, now, {})
        expected = self.in_file(now)
        async with asyncio.timeout(30):
            while True:
                call = await self.remembering.recall(self.tables, self.call, offered, now)
                if (call.remembered and call.remembered.code) == expected:
                    return call, offer(self.tables, call, now, {})
                await asyncio.sleep(0.1)

    def in_file(self, now: datetime = NOW) -> str | None:
        store = ChoiceStore(self.file, KEY, 5.0)
        found = store.recall(self.call.caller.number_e164 or "", "140229", now.date())
        store.close()
        return found

    async def kept(self, decision: Decision, now: datetime = NOW) -> None:
        """Have the choice kept, and wait until what was begun is written."""
        self.remembering.keep(self.tables, self.call, decision, now)
        while self.memory.waiting:
            await asyncio.sleep(0.01)

    def chooses(self) -> Decision:
        return chosen(self.tables, self.call, MEDEMBLIK, NOW, {})


@pytest.fixture
async def caller(small_config: Path, names: Gazetteer, tmp_path: Path) -> AsyncIterator[Caller]:
    (small_config / "routing.yaml").write_text("remember: {days: 90}\n")
    file = tmp_path / "memory.sqlite"
    memory = ChoiceMemory(ChoiceStore(file, KEY, 5.0))
    call = Call("140229", parse_caller("0612345678", None))
    yield Caller(file, load_tables(small_config, names), memory, Remembering(memory), call)
    await memory.stop()


def without_asking(caller: Caller) -> Caller:
    remember = caller.tables.rules.remember
    assert remember
    rules = replace(caller.tables.rules, remember=replace(remember, without_asking=True))
    return replace(caller, tables=replace(caller.tables, rules=rules))


async def test_who_has_not_called_before_is_asked_openly(caller: Caller) -> None:
    assert (await caller.calls())[1].asked is Asked.OPEN


async def test_a_choice_is_kept_for_the_days_of_the_rule_and_used_again(caller: Caller) -> None:
    await caller.kept(caller.chooses())
    call, decision = await caller.calls()
    assert (call.remembered, decision.asked) == (Remembered(MEDEMBLIK), Asked.PROPOSED)
    assert caller.in_file(NOW + timedelta(89)) == MEDEMBLIK
    assert caller.in_file(NOW + timedelta(90)) is None


async def test_each_choice_begins_the_days_anew(caller: Caller) -> None:
    await caller.kept(caller.chooses())
    await caller.kept(caller.chooses(), NOW + timedelta(60))
    assert caller.in_file(NOW + timedelta(149)) == MEDEMBLIK


async def test_a_call_that_a_person_takes_is_not_kept(caller: Caller) -> None:
    await caller.kept(to_operator(caller.tables, caller.call, "the caller pressed 0", NOW, {}))
    assert caller.in_file() is None


@pytest.mark.parametrize(("number", "presentation"), [("0612345678", "prohib"), (None, None), ("0612345678x", None)])
async def test_nothing_is_kept_of_who_withholds_their_number(
    caller: Caller, number: str | None, presentation: str | None
) -> None:
    await caller.kept(caller.chooses())
    stranger = replace(caller, call=Call("140229", parse_caller(number, presentation)))
    assert (await stranger.calls())[1].asked is Asked.OPEN
    await stranger.kept(stranger.chooses())
    store = ChoiceStore(caller.file, KEY, 5.0)
    assert store.forget_all() == 1
    store.close()


async def test_without_the_rule_nothing_is_kept_or_recalled(caller: Caller) -> None:
    await caller.kept(caller.chooses())
    off = replace(caller.tables, rules=replace(caller.tables.rules, remember=None))
    forgetful = replace(caller, tables=off)
    offered = offer(off, caller.call, NOW, {})
    assert await caller.remembering.recall(off, caller.call, offered, NOW) == caller.call
    await forgetful.kept(chosen(off, caller.call, "GM0405", NOW, {}))
    assert caller.in_file() == MEDEMBLIK


async def test_without_a_memory_calls_go_on(caller: Caller) -> None:
    none = replace(caller, remembering=Remembering(None))
    await none.kept(caller.chooses())
    assert (await none.calls())[1].asked is Asked.OPEN


async def test_who_was_put_through_unasked_and_calls_again_at_once_is_asked(caller: Caller) -> None:
    store = ChoiceStore(caller.file, KEY, 5.0)
    store.remember("+31612345678", "140229", MEDEMBLIK, NOW.date() + timedelta(9))
    store.close()
    unasked = without_asking(caller)
    assert (await unasked.calls())[1].asked is Asked.SKIPPED
    assert (await unasked.calls())[1].asked is Asked.PROPOSED


async def test_so_is_who_has_just_chosen_for_it_may_have_been_misheard(caller: Caller) -> None:
    unasked = without_asking(caller)
    await unasked.kept(caller.chooses())
    assert (await unasked.calls())[1].asked is Asked.PROPOSED
