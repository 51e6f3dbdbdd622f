"""A caller who dials one area code and asks for a municipality of another."""

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.prompts import Announcement, AnnouncementId
from veertien.testcall.placed_call import HearOut, Say, Step, Wait


def asking_for(stage: Stage, name: str) -> tuple[Step, ...]:
    """Say a name, and yes to the question that follows."""
    words, yes = (Say(stage.voices.speak(text, CLEAR_VOICE), text) for text in (name, "ja"))
    return (HearOut(), words, HearOut(6.0), yes)


async def test_it_is_offered_and_put_through_after_a_yes(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "140229", asking_for(stage, "Amsterdam"))
    assert ear.heard_prompt(stage, call, Prompt(PromptId.CONFIRM_ELSEWHERE, "Amsterdam"))
    assert arrivals(stage) == ["trunk-amsterdam"]
    await stage.daemon.logged("Amsterdam, of another area code, was chosen.")
    # Beside a proposal, too, any name may be said; there is a pause in it, so this caller counts the seconds.
    _, words, _, yes = asking_for(stage, "Amsterdam")
    call = await place(stage, "140229", (Wait(4.5), words, Wait(4.5), yes), caller="0227123456")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.PROPOSE, "Medemblik"))
    assert ear.heard_prompt(stage, call, Prompt(PromptId.CONFIRM_ELSEWHERE, "Amsterdam"))
    assert arrivals(stage, "0227123456") == ["trunk-amsterdam"]
    # Not connected, and in no table: told so at once, with its ordinary number, for an offer could not be kept.
    question, words, *_ = asking_for(stage, "Vlissingen")
    call = await place(stage, "140229", (question, words), caller="0229222222")
    assert not ear.heard_prompt(stage, call, Prompt(PromptId.CONFIRM_ELSEWHERE, "Vlissingen"))
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.NOT_CONNECTED, "Vlissingen"))
    number = "nul één één acht, vier acht zeven, nul nul nul"
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.OTHER_NUMBER, "Vlissingen", number=number))
    assert arrivals(stage, "0229222222") == ["trunk-operator"]
