"""A daemon in the place of another: callers in the question, callers who talk, and calls that come in meanwhile."""

import re
from collections import Counter
from pathlib import Path

import numpy as np

from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed
from tests.telephony.receiver import received
from tests.telephony.upgraded.crowd import EACH, UNHURRIED, Crowd, kept

LOUD = 1000.0
"""Of 32768: less is no speech."""
KEEPS_RECORDS = "records: {dir: records}\n"


async def test_a_restart_loses_nobody_and_nobody_gets_the_fallback(
    make_stage: StageMaker, ear: Ear, folder: Path
) -> None:
    stage = await make_stage(tables=changed(folder, UNHURRIED, {}), settings=KEEPS_RECORDS)
    crowd = Crowd(stage)

    async def restart() -> None:
        status, said = await veertien(stage, "restart")
        assert status == 0, said
        (pid,) = re.findall(r"Process (\d+) takes calls", said)
        stage.daemon.replaced_by(int(pid))

    await crowd.meanwhile(restart)
    assert crowd.went_to("0201") == {"trunk-amsterdam": EACH}
    assert crowd.went_to("0229") == {"trunk-hoorn": EACH}
    assert crowd.went_to("0299") == {"trunk-amsterdam": len(crowd.between)}
    assert len(crowd.between) > 2
    assert all(np.abs(received(stage, call)).max() > LOUD for call in crowd.calls.values())
    for call in crowd.calls_of("0229")[:2] + crowd.calls_of("0299")[-1:]:
        assert ear.greeted_by(stage, call) & {"trunk-hoorn", "trunk-amsterdam"}
    await stage.daemon.stop()
    talked = Counter({("connect", "GM0363", True, "caller"): EACH + len(crowd.between)})
    assert kept(stage) == talked + Counter({("connect", "GM0405", True, "caller"): EACH})
