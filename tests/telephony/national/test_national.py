"""The national number: one number for all municipalities, by voice and by keys."""

import asyncio

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.testcall.placed_call import HearOut, Press, Say, Step, Wait

SURE_VOICE = "nl+f4"
"""Its "Amsterdam" is like no other of the country's names. Others' is nearly a rival of another name, or is one: by
where the frames of 20 ms begin, the call is asked back or not."""


def saying(stage: Stage, name: str) -> tuple[Step, ...]:
    """Say a name when asked."""
    return (HearOut(), Say(stage.voices.speak(name, SURE_VOICE), name))


async def test_any_municipality_is_reached_by_its_name_or_by_its_letters(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "1400", saying(stage, "Amsterdam"), caller="0612345678")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.ASK))
    assert arrivals(stage, "0612345678") == ["trunk-amsterdam"]
    letters: tuple[Step, ...] = tuple(step for key in "633" for step in (Press(key), Wait(0.3)))
    spelling = (HearOut(), Press("1"), HearOut(), *letters, Press("#"), Wait(0.5), Press("1"))
    call = await place(stage, "+311400", spelling, caller="0687654321")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.KEY_SPELL))
    assert arrivals(stage, "0687654321") == ["trunk-medemblik"]
    assert {arrival.header for arrival in stage.world.arrivals} == {"1400"}


async def test_every_form_is_taken_and_who_calls_from_where_one_lies_is_asked_about_it_first(
    make_stage: StageMaker, ear: Ear
) -> None:
    stage = await make_stage()
    callers = {"01400": "0612345671", "014001400": "0612345672", "00311400": "0612345673", "311400": "0612345674"}
    person = (HearOut(), Press("0"))
    await asyncio.gather(*(place(stage, form, person, caller=caller) for form, caller in callers.items()))
    assert [arrivals(stage, caller) for caller in callers.values()] == [["trunk-operator"]] * len(callers)
    yes = Say(stage.voices.speak("ja", CLEAR_VOICE), "ja")
    # Not until the first pause, which comes after the name.
    call = await place(stage, "1400", (Wait(4.0), yes), caller="0201234567")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.PROPOSE, "Amsterdam"))
    assert arrivals(stage, "0201234567") == ["trunk-amsterdam"]
