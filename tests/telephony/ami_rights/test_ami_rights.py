"""An AMI user with too few rights: found out at login, and no caller pays for it."""

import pytest

from demo.stage import Stage
from tests.telephony.ami_way import connected
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from veertien.asterisk.over_audio import LEASE_SECONDS
from veertien.testcall.placed_call import HearOut, Press, Wait


@pytest.mark.fault("the AMI user lacks write=call", caller="the question, as long as it takes", after="-")
async def test_without_the_right_to_extend_calls_the_question_takes_its_time(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await restart_with_rights(stage, read="system,user", write="system")
    await place(stage, "140229", (HearOut(), Wait(LEASE_SECONDS + 2.0), Press("1"), Wait(0.6), Press("2")))
    assert arrivals(stage) == ["trunk-medemblik"]


async def restart_with_rights(stage: Stage, *, read: str, write: str) -> None:
    await stage.pbx.stop()
    manager = stage.pbx.folders.etc / "manager.conf"
    manager.write_text(f"{manager.read_text()}read={read}\nwrite={write}\n")
    await stage.pbx.start()
    await connected(stage)
