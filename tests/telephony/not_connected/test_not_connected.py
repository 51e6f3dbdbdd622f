"""Municipalities that are in the tables but not connected: said kindly, with their number, and put through."""

from pathlib import Path

import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import CARRIER, changed, expected
from veertien.prompts import Announcement, AnnouncementId
from veertien.testcall.placed_call import HearOut, Say, Step


def by_name(stage: Stage) -> tuple[Step, ...]:
    """Ask for Enkhuizen, which Drechterland's Venhuizen may be taken for, so that it is asked about."""
    name, yes = (Say(stage.voices.speak(words, CLEAR_VOICE), words) for words in ("Enkhuizen", "ja"))
    return (HearOut(), name, HearOut(6.0), yes)


async def test_asking_for_it_by_name(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "140228", by_name(stage))
    assert arrivals(stage) == ["trunk-operator"]
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.NOT_CONNECTED, "Enkhuizen"))
    await stage.daemon.logged('"outcome": "not_connected"')


@pytest.mark.parametrize("number", ["14010"])
async def test_an_area_code_without_any_connected_municipality(make_stage: StageMaker, ear: Ear, number: str) -> None:
    stage = await make_stage()
    call = await place(stage, number)
    assert arrivals(stage) == ["trunk-operator"]
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.NONE_CONNECTED))
    assert call.at("answered") is not None
    await stage.daemon.logged("is connected, so the operator gets the call")


async def test_its_number_is_read_out_and_dialled_over_the_carrier(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    tables = changed(folder, {"routing.yaml": "carrier: carrier\n"}, {})
    (tables / "trunks.yaml").write_text((tables / "trunks.yaml").read_text() + CARRIER)
    groningen = "municipalities:\n  - {name: Groningen, connected: no, telephone: 0880000014}\n"
    (tables / "municipalities/groningen.yaml").write_text(groningen)
    stage = await make_stage(tables=tables)
    call = await place(stage, "14050")
    announcements = expected(stage, "14050")[1]
    assert announcements[1].number == "nul acht acht, nul nul nul, nul nul één vier"
    for said in announcements:
        assert ear.heard_prompt(stage, call, said), said
    assert [(arrival.endpoint, arrival.number) for arrival in stage.world.arrivals] == [("trunk-carrier", "0880000014")]
    await stage.daemon.logged('"outcome": "not_connected"')


async def test_asked_for_by_name_it_is_put_through_over_the_carrier(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    tables = changed(folder, {"routing.yaml": "carrier: carrier\n"}, {"Enkhuizen": "telephone: 0228360100"})
    (tables / "trunks.yaml").write_text((tables / "trunks.yaml").read_text() + CARRIER)
    stage = await make_stage(tables=tables)
    call = await place(stage, "140228", by_name(stage))
    assert [(arrival.endpoint, arrival.number) for arrival in stage.world.arrivals] == [("trunk-carrier", "0228360100")]
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.PUT_THROUGH))


@pytest.mark.fault("the carrier for those not connected is down", caller="the operator", after="at once")
async def test_a_carrier_that_is_down_leaves_the_operator(make_stage: StageMaker, folder: Path) -> None:
    tables = changed(folder, {"routing.yaml": "carrier: carrier\n"}, {})
    (tables / "trunks.yaml").write_text((tables / "trunks.yaml").read_text() + CARRIER)
    groningen = "municipalities:\n  - {name: Groningen, connected: no, telephone: 0880000014}\n"
    (tables / "municipalities/groningen.yaml").write_text(groningen)
    stage = await make_stage(tables=tables, down=["trunk-carrier"])
    await place(stage, "14050")
    assert arrivals(stage) == ["trunk-operator"]
