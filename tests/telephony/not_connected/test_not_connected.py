"""Municipalities that are in the tables but not connected: said kindly, and a person takes the call."""

import pytest

from demo.scenarios import CLEAR_VOICE
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.asterisk.placed_call import Listen, Say
from veertien.prompts import Announcement, AnnouncementId


async def test_asking_for_it_by_name(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    words = stage.voices.speak("Enkhuizen", CLEAR_VOICE)
    call = await place(stage, "140228", (Listen(), Say(words, "Enkhuizen")))
    assert arrivals(stage) == ["trunk-operator"]
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.NOT_CONNECTED, "Enkhuizen"))
    assert '"outcome": "not_connected"' in stage.daemon.log


@pytest.mark.parametrize("number", ["14010"])
async def test_an_area_code_without_any_connected_municipality(make_stage: StageMaker, number: str) -> None:
    stage = await make_stage()
    call = await place(stage, number)
    assert arrivals(stage) == ["trunk-operator"]
    assert call.at("answered") is not None
    assert "is connected, so the operator gets the call" in stage.daemon.log
