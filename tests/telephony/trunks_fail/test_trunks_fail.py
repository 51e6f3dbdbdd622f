"""Trunks that are down, busy, congested or never answer: the next one has the call, the last of all is a person."""

import pytest

from demo.stage import Stage
from demo.world import Behaviour
from tests.telephony.calls import arrivals, by_keys, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear

MEDEMBLIK = by_keys(2)


@pytest.mark.fault("a trunk answers no OPTIONS", caller="the next destination", after="at once")
async def test_first_trunk_known_to_be_down_is_skipped(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage(down=["trunk-medemblik"])
    call = await place(stage, "140229", MEDEMBLIK)
    assert arrivals(stage) == ["trunk-medemblik-backup"]
    await stage.daemon.logged("left out because down: medemblik")
    assert ear.greeted_by(stage, call) == {"trunk-medemblik", "trunk-medemblik-backup"}


@pytest.mark.fault(
    "a trunk is congested, busy or rings in vain",
    caller="the next destination, where the tables let it",
    after="at once; ring_seconds",
)
@pytest.mark.parametrize("behaviour", [Behaviour.CONGESTED, Behaviour.BUSY, Behaviour.RINGS])
async def test_first_trunk_that_fails_is_followed_by_the_next(make_stage: StageMaker, behaviour: Behaviour) -> None:
    stage = await make_stage()
    stage.world.behaviours["trunk-medemblik"] = behaviour
    await place(stage, "140229", MEDEMBLIK, until=lambda _: stage_served_by(stage, "trunk-medemblik-backup"))
    assert arrivals(stage) == ["trunk-medemblik", "trunk-medemblik-backup"]


@pytest.mark.fault("all trunks of the municipality are down", caller="the operator", after="at once")
async def test_all_trunks_of_the_municipality_down_leads_to_the_operator(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage(down=["trunk-medemblik", "trunk-medemblik-backup"])
    call = await place(stage, "140229", MEDEMBLIK)
    assert arrivals(stage) == ["trunk-operator"]
    assert ear.greeted_by(stage, call) == {"trunk-operator"}


@pytest.mark.fault("all trunks and the operator's are down", caller="the fallback", after="at once")
async def test_all_trunks_down_leads_to_the_fallback(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage(down=["trunk-medemblik", "trunk-medemblik-backup", "trunk-operator"])
    call = await place(stage, "140229", MEDEMBLIK)
    assert arrivals(stage) == ["fallback"]
    assert ear.greeted_by(stage, call) == {"fallback"}


@pytest.mark.fault("every trunk and the fallback are down", caller="congestion from their network", after="at once")
async def test_nobody_at_all_ends_in_congestion_and_not_in_silence(make_stage: StageMaker) -> None:
    stage = await make_stage(down=["trunk-amsterdam", "trunk-operator", "fallback"])
    call = await place(stage, "14020")
    assert stage.world.arrivals == []
    assert call.at("answered") is None
    assert call.cause in (34, 38, 41, 42)


async def stage_served_by(stage: Stage, endpoint: str) -> None:
    await stage.world.arrival(lambda arrival: arrival.endpoint == endpoint)
