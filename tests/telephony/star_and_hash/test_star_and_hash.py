"""The star key says it again, and not for ever; the hash key goes on to the keys."""

from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.testcall.placed_call import HearOut, Press, Step


async def test_star_says_it_again_and_hash_leads_to_the_keys(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    stars: tuple[Step, ...] = tuple(step for _ in range(3) for step in (Press("*"), HearOut()))
    to_the_keys = (Press("#"), HearOut(), Press("2"))
    call = await place(stage, "140229", (HearOut(), *stars, *to_the_keys), caller="0612345671")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.KEY_INTRO))
    assert arrivals(stage, "0612345671") == ["trunk-medemblik"]
    await place(stage, "140229", (HearOut(), *stars, Press("*")), caller="0612345672")
    assert arrivals(stage, "0612345672") == ["trunk-operator"]
    await stage.daemon.logged("asked too often to hear it again")
