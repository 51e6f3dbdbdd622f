"""When a caller's choice is recalled, and when it is kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from veertien.callflow import (
    Ask,
    CallFlow,
    Circumstances,
    Interview,
    Interviewed,
    Offered,
    Recall,
    Recalled,
    Settle,
)
from veertien.config import load_tables
from veertien.conversation import Chosen, How, Operator, Reason, Result
from veertien.gazetteer import Gazetteer
from veertien.memory import ChoiceMemory, ChoiceStore
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Asked, Call, Decision, Remembered, Tables
from veertien.service.calls.remembering import Remembering

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
        expected = self.in_file(now) if self.tables.rules.remember else None
        async with asyncio.timeout(30):
            while True:
                flow, at = CallFlow("1", self.call, self.tables), Circumstances(now, 0.0, {})
                action = flow.handle(Offered(), at)
                if not isinstance(action, Recall):
                    return flow.call, flow.first
                flow.handle(Recalled(await self.remembering.recall(action)), at)
                if (flow.call.remembered and flow.call.remembered.code) == expected:
                    return flow.call, flow.first
                await asyncio.sleep(0.1)

    def in_file(self, now: datetime = NOW) -> str | None:
        store = ChoiceStore(self.file, KEY, 5.0)
        found = store.recall(self.call.caller.number_e164 or "", "140229", now.date())
        store.close()
        return found

    async def chooses(self, code: str = MEDEMBLIK, now: datetime = NOW) -> None:
        """Have the caller asked and choose, and wait until what was begun is written."""
        await self.answers(Chosen(code, How.SPEECH), now)

    async def answers(self, result: Result, now: datetime = NOW) -> None:
        flow, at = CallFlow("1", self.call, self.tables), Circumstances(now, 0.0, {})
        action = flow.handle(Offered(), at)
        if isinstance(action, Recall):
            action = flow.handle(Recalled(None), at)
        assert isinstance(action, Ask)
        settle = flow.handle(Interviewed(Interview(result, 1, ())), at)
        assert isinstance(settle, Settle)
        if settle.kept:
            self.remembering.keep(settle.kept)
        while self.memory.waiting:
            await asyncio.sleep(0.01)


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
    await caller.chooses()
    call, decision = await caller.calls()
    assert (call.remembered, decision.asked) == (Remembered(MEDEMBLIK), Asked.PROPOSED)
    assert caller.in_file(NOW + timedelta(89)) == MEDEMBLIK
    assert caller.in_file(NOW + timedelta(90)) is None


async def test_each_choice_begins_the_days_anew(caller: Caller) -> None:
    await caller.chooses()
    await caller.chooses(now=NOW + timedelta(60))
    assert caller.in_file(NOW + timedelta(149)) == MEDEMBLIK


async def test_a_call_that_a_person_takes_is_not_kept(caller: Caller) -> None:
    await caller.answers(Operator(Reason.ASKED))
    assert caller.in_file() is None


@pytest.mark.parametrize(("number", "presentation"), [("0612345678", "prohib"), (None, None), ("0612345678x", None)])
async def test_nothing_is_kept_of_who_withholds_their_number(
    caller: Caller, number: str | None, presentation: str | None
) -> None:
    await caller.chooses()
    stranger = replace(caller, call=Call("140229", parse_caller(number, presentation)))
    assert (await stranger.calls())[1].asked is Asked.OPEN
    await stranger.chooses()
    store = ChoiceStore(caller.file, KEY, 5.0)
    assert store.forget_all() == 1
    store.close()


async def test_without_the_rule_nothing_is_kept_or_recalled(caller: Caller) -> None:
    await caller.chooses()
    off = replace(caller.tables, rules=replace(caller.tables.rules, remember=None))
    forgetful = replace(caller, tables=off)
    assert (await forgetful.calls())[0] == caller.call
    await forgetful.chooses("GM0405")
    assert caller.in_file() == MEDEMBLIK


async def test_without_a_memory_calls_go_on(caller: Caller) -> None:
    none = replace(caller, remembering=Remembering(None))
    await none.chooses()
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
    await unasked.chooses()
    assert (await unasked.calls())[1].asked is Asked.PROPOSED
