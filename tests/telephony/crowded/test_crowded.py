"""More callers are asked at once than can be listened to: the others choose by keys, at once."""

import asyncio

import pytest

from demo.scenarios import CLEAR_VOICE
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.testcall.placed_call import HearOut, PlacedCall, Press, Say, Until

HEARD, BY_KEYS = "0229000001", "0229000002"


@pytest.mark.fault(
    "more callers are asked at once than can be listened to",
    caller="the keypad list, then the municipality",
    after="at once",
)
async def test_who_comes_on_top_chooses_by_keys_and_who_was_there_is_understood(
    make_stage: StageMaker, ear: Ear
) -> None:
    stage = await make_stage(settings="most_callers_in_question: 1\n")
    word = stage.voices.speak("Medemblik", CLEAR_VOICE)
    second_is_through = asyncio.Event()

    async def wait_for_the_second() -> None:
        await second_is_through.wait()

    calls: dict[str, PlacedCall] = {}

    async def understood() -> None:
        await place(stage, "140229", (HearOut(), Until(wait_for_the_second), Say(word, "Medemblik")), caller=HEARD)

    async def by_keys() -> None:
        while "veertien_callers_in_question 1.0" not in await stage.daemon.metrics():
            await asyncio.sleep(0.1)
        try:
            calls[BY_KEYS] = await place(stage, "140229", (HearOut(), Press("1")), caller=BY_KEYS)
        finally:
            second_is_through.set()

    await asyncio.gather(understood(), by_keys())
    assert ear.heard_prompt(stage, calls[BY_KEYS], Prompt(PromptId.BUSY))
    assert arrivals(stage, BY_KEYS) == ["trunk-hoorn"]
    assert arrivals(stage, HEARD) == ["trunk-medemblik"]
    health = await stage.daemon.health()
    assert "more cores" in health["why"]["crowd"]
