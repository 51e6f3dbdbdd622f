"""The calls that `make run` shows, all at once, asserted on both ends."""

import asyncio
import re
from pathlib import Path

import pytest

from demo.play import Played, play
from demo.scenarios import DEMO
from demo.stage import Stage
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.prompts import Announcement, AnnouncementId


@pytest.fixture
async def stage(make_stage: StageMaker) -> Stage:
    return await make_stage()


async def test_every_call_arrives_where_it_should(stage: Stage, ear: Ear) -> None:
    played = await asyncio.gather(*(play(stage, scenario) for scenario in DEMO))
    assert [(call.scenario.title, call.fault) for call in played if call.fault] == []
    one, municipality, village, keys, silent, gone = played

    assert_unasked(one, "0200000007", "14020")
    for asked, number in ((municipality, "0229000002"), (village, "0229000002"), (keys, "0229000001")):
        assert_invite(asked, number)
    for asked in (municipality, village, keys, silent, gone):
        assert ear.heard_prompt(stage, asked.call, Prompt(PromptId.ASK))
    assert ear.heard_prompt(stage, keys.call, Prompt(PromptId.KEY_INTRO))
    assert not ear.heard_prompt(stage, municipality.call, Prompt(PromptId.KEY_INTRO))
    assert ear.heard_prompt(stage, silent.call, Prompt(PromptId.KEY_CHOICE, "Medemblik", "2"))
    assert ear.heard_prompt(stage, silent.call, Announcement(AnnouncementId.OPERATOR))
    assert_operator(silent)


async def test_a_daemon_that_took_the_place_of_the_demos_ends_with_it(stage: Stage) -> None:
    status, said = await veertien(stage, "restart")
    took = re.search(r"Process (\d+) takes calls", said)
    assert (status, took is not None) == (0, True), said
    assert took is not None and Path(f"/proc/{took[1]}").exists()
    await stage.daemon.stop()
    assert not Path(f"/proc/{took[1]}").exists()


def assert_unasked(played: Played, number: str, dialled: str) -> None:
    arrival = played.arrival
    assert arrival is not None
    assert arrival.number == number
    assert arrival.header == dialled
    put_through, answered = played.call.at("arrived"), played.call.at("answered")
    assert put_through is not None
    assert answered is not None
    assert put_through < answered


def assert_invite(played: Played, number: str) -> None:
    arrival = played.arrival
    assert arrival is not None
    assert arrival.number == number
    assert arrival.caller == played.scenario.caller
    assert arrival.header == "140229"
    assert "140229" in arrival.diversion


def assert_operator(played: Played) -> None:
    assert played.arrival is not None
    assert played.arrival.endpoint == "trunk-operator"
    assert played.arrival.caller == played.scenario.caller
