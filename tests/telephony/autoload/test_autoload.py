"""The hardened dialplan on an Asterisk that loads every module it has, as most installations do."""

import asyncio

from demo.play import play
from demo.scenarios import DEMO
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId


async def test_every_call_of_the_demo_arrives_where_it_should(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage(autoload=True)
    assert "bridge_native_rtp" not in await stage.pbx.console("module show like bridge_native")
    assert "func_shell" in await stage.pbx.console("module show like func_shell")
    played = await asyncio.gather(*(play(stage, scenario) for scenario in DEMO))
    assert [(call.scenario.title, call.fault) for call in played if call.fault] == []
    arrived = [call.arrival.endpoint if call.arrival else None for call in played]
    assert arrived == [call.scenario.arrives for call in played]
    assert all(ear.heard_prompt(stage, call.call, Prompt(PromptId.ASK)) for call in played[1:])
