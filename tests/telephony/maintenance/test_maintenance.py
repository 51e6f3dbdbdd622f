"""Maintenance of a municipality or of the platform: said, and a person takes the call; once over, it is forgotten."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed, expected
from veertien.prompts import Announcement, AnnouncementId
from veertien.routing import AMSTERDAM


def in_hours(hours: int) -> str:
    return f"{datetime.now(AMSTERDAM) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


async def test_a_municipality_in_maintenance(make_stage: StageMaker, folder: Path, ear: Ear) -> None:
    line = f"maintenance: {{until: {in_hours(2)}}}"
    stage = await make_stage(tables=changed(folder, {}, {"Amsterdam": line}))
    call = await place(stage, "14020")
    assert arrivals(stage) == ["trunk-operator"]
    assert ear.heard_prompt(stage, call, Announcement(AnnouncementId.MAINTENANCE, "Amsterdam"))
    assert ear.greeted_by(stage, call) == {"trunk-operator"}


@pytest.mark.parametrize("number", ["140229", "14020"])
async def test_the_platform_in_maintenance_asks_nothing(
    make_stage: StageMaker, folder: Path, ear: Ear, number: str
) -> None:
    rules = f"maintenance: {{until: {in_hours(2)}, message: Om vier uur zijn wij terug.}}\n"
    stage = await make_stage(tables=changed(folder, {"routing.yaml": rules}, {}))
    call = await place(stage, number)
    assert arrivals(stage) == ["trunk-operator"]
    for said in expected(stage, number)[1]:
        assert ear.heard_prompt(stage, call, said), said


async def test_it_ends_by_itself(make_stage: StageMaker, folder: Path) -> None:
    line = f"maintenance: {{from: {in_hours(-3)}, until: {in_hours(-1)}}}"
    stage = await make_stage(tables=changed(folder, {}, {"Amsterdam": line}))
    call = await place(stage, "14020")
    assert arrivals(stage) == ["trunk-amsterdam"]
    answered = call.at("answered")
    assert answered is not None
    assert answered > stage.world.arrivals[0].at - call.began
