"""Outside opening hours: the caller is told, put through elsewhere, or both; and a person is one key away."""

from pathlib import Path

import pytest

from demo.stage import Stage
from demo.world import Behaviour
from tests.telephony.calls import arrivals, by_keys, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import a_local_holiday, changed, closed_now, expected
from veertien.prompts import Announcement, AnnouncementId
from veertien.routing import Outcome
from veertien.testcall.placed_call import HangUp, PlacedCall, Press, Wait

OFFICE = "schedule: office"
NIGHT_DESK = "{trunk: hoorn, number: 0229000044}"
PATIENT = (Wait(30.0),)
"""The announcement and its deadline lie within it; a call that is still there then was not ended."""


async def test_the_caller_hears_when_to_call_again_and_the_call_ends(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": OFFICE}))
    call = await place(stage, "14020", PATIENT)
    decision, announcements = expected(stage, "14020")
    assert [said.id for said in announcements] == [AnnouncementId.CLOSED, AnnouncementId.OPENS]
    for said in announcements:
        assert ear.heard_prompt(stage, call, said), said
    assert (arrivals(stage), call.cause) == ([], 16)
    await stage.daemon.logged('"result": "announced"')
    await stage.daemon.logged('"outcome": "closed"')
    assert decision.outcome is Outcome.CLOSED


async def test_on_a_local_holiday_it_is_closed(make_stage: StageMaker, folder: Path, ear: Ear) -> None:
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": a_local_holiday()}, {"Amsterdam": OFFICE}))
    call = await place(stage, "14020", PATIENT)
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.CLOSED, "Amsterdam"))
    await stage.daemon.logged("(an exception for this day of the year)")
    assert arrivals(stage) == []


async def test_other_destinations_without_a_word_ring_before_the_call_is_answered(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    when_closed = f"{OFFICE}\n    when_closed: {{announce: no, destinations: [{NIGHT_DESK}]}}"
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": when_closed}))
    call = await place(stage, "14020")
    assert [(arrival.endpoint, arrival.number) for arrival in stage.world.arrivals] == [("trunk-hoorn", "0229000044")]
    assert not_answered_before_arrival(stage, call)
    assert ear.greeted_by(stage, call) >= {"trunk-hoorn"}


async def test_the_message_and_then_other_destinations(make_stage: StageMaker, folder: Path, ear: Ear) -> None:
    when_closed = f"{OFFICE}\n    when_closed: {{destinations: [{NIGHT_DESK}]}}"
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": when_closed}))
    call = await place(stage, "14020")
    for said in expected(stage, "14020")[1]:
        assert ear.heard_prompt(stage, call, said), said
    assert [arrival.number for arrival in stage.world.arrivals] == ["0229000044"]
    assert ear.greeted_by(stage, call) >= {"trunk-hoorn"}


@pytest.mark.fault("closed, and the other destinations are busy", caller="the operator", after="at once")
async def test_other_destinations_that_are_busy_leave_the_operator(make_stage: StageMaker, folder: Path) -> None:
    when_closed = f"{OFFICE}\n    when_closed: {{announce: no, destinations: [{NIGHT_DESK}]}}"
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": when_closed}))
    stage.world.behaviours["trunk-hoorn"] = Behaviour.BUSY
    await place(stage, "14020", until=lambda _: arrived_at(stage, "trunk-operator"))
    assert arrivals(stage) == ["trunk-hoorn", "trunk-operator"]


async def test_0_during_the_message_leads_to_a_person(make_stage: StageMaker, folder: Path, ear: Ear) -> None:
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": OFFICE}))
    call = await place(stage, "14020", (Wait(1.0), Press("0")))
    assert arrivals(stage) == ["trunk-operator"]
    assert ear.greeted_by(stage, call) == {"trunk-operator"}
    await stage.daemon.logged("the caller pressed 0")


async def test_hanging_up_during_the_message_is_an_ordinary_end(make_stage: StageMaker, folder: Path) -> None:
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": OFFICE}))
    await place(stage, "14020", (Wait(1.0), HangUp()))
    await stage.daemon.logged('"outcome": "closed"')
    assert arrivals(stage) == []


@pytest.mark.fault("AudioSocket fails under an announcement", caller="the operator", after="at once")
async def test_without_audio_a_person_takes_the_call(make_stage: StageMaker, folder: Path) -> None:
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Amsterdam": OFFICE}))
    await stage.pbx.console("module unload app_audiosocket.so")
    await place(stage, "14020")
    assert arrivals(stage) == ["trunk-operator"]
    await stage.daemon.logged("the announcement could not be played")


async def test_who_wants_a_closed_one_is_asked_and_told_and_not_put_through_to_the_only_one_that_is_open(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    """Of five in 0229 only Medemblik is open."""
    closed = dict.fromkeys(("Hoorn", "Drechterland", "Opmeer"), OFFICE)
    tables = changed(folder, {"schedules.yaml": closed_now()}, closed)
    westfriesland = tables / "municipalities/westfriesland.yaml"
    westfriesland.write_text(westfriesland.read_text().replace("- name: GM1598 ", f"- name: GM1598\n    {OFFICE} "))
    stage = await make_stage(tables=tables)
    await place(stage, "140229", by_keys(2))
    assert arrivals(stage) == ["trunk-medemblik"]
    call = await place(stage, "140229", (*by_keys(1), *PATIENT))
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.CLOSED, "Hoorn"))
    assert arrivals(stage) == ["trunk-medemblik"]


async def test_chosen_in_the_question_a_closed_one_is_said_to_be_closed(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    stage = await make_stage(tables=changed(folder, {"schedules.yaml": closed_now()}, {"Hoorn": OFFICE}))
    call = await place(stage, "140229", (*by_keys(1), *PATIENT))
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.CLOSED, "Hoorn"))
    assert (arrivals(stage), call.cause) == ([], 16)
    await stage.daemon.logged('"outcome": "closed"')


def not_answered_before_arrival(stage: Stage, call: PlacedCall) -> bool:
    answered = call.at("answered")
    return answered is not None and answered > stage.world.arrivals[0].at - call.began


async def arrived_at(stage: Stage, endpoint: str) -> None:
    await stage.world.arrival(lambda arrival: arrival.endpoint == endpoint)
