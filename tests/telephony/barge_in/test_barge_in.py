"""Whoever knows the question need not hear it out: speech and keys stop the prompt at once."""

from demo.scenarios import CLEAR_VOICE
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.asterisk.placed_call import Press, Say, Wait
from veertien.conversation import Prompt, PromptId

ASK = Prompt(PromptId.ASK)
LAST_LINE = Prompt(PromptId.KEY_PERSON)


async def test_speech_over_the_question_is_understood(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    words = stage.voices.speak("Medemblik", CLEAR_VOICE)
    call = await place(stage, "140229", (Wait(0.3), Say(words, "Medemblik")))
    assert arrivals(stage) == ["trunk-medemblik"]
    assert not ear.heard_prompt(stage, call, ASK)


async def test_a_key_stops_the_list_that_is_being_read(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "140229", (Wait(0.2), Press("1"), Wait(1.0), Press("2")))
    assert arrivals(stage) == ["trunk-medemblik"]
    assert not ear.heard_prompt(stage, call, ASK)
    assert not ear.heard_prompt(stage, call, LAST_LINE)
