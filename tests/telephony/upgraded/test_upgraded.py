"""Another version in the place of one, with callers in the question, callers who talk, and more to come; and back."""

import re
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from demo.stage import Stage
from tests.older_version import NEW, NEW_STEP, OLD, OLD_STEP
from tests.telephony.ami_way import connected
from tests.telephony.calls import arrivals, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed
from tests.telephony.receiver import received
from tests.telephony.upgraded.crowd import EACH, UNHURRIED, Crowd, kept
from tests.telephony.upgraded.versions import lay_out_versions, put_in_force

LOUD = 1000.0
"""Of 32768: less is no speech."""
KEEPS_RECORDS = "records: {dir: records}\n"


async def test_an_upgrade_loses_nobody_nobody_gets_the_fallback_and_it_can_be_taken_back(
    make_stage: StageMaker, ear: Ear, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await make_stage(tables=changed(folder, UNHURRIED, {}), settings=KEEPS_RECORDS)
    await stage.daemon.stop()
    shutil.rmtree(stage.config / "records")
    link = lay_out_versions(folder / "versions")
    stage.daemon.program = [str(link / "veertien")]
    with monkeypatch.context() as own_code:
        own_code.delenv("PYTHONPATH", raising=False)
        await stage.daemon.start()
    await connected(stage)
    assert (await stage.daemon.health())["version"] == OLD
    crowd = Crowd(stage)

    async def upgrade() -> None:
        put_in_force(link, NEW)
        await replace(stage)

    await crowd.meanwhile(upgrade)
    assert crowd.went_to("0201") == {"trunk-amsterdam": EACH}
    assert crowd.went_to("0229") == {"trunk-hoorn": EACH}
    assert crowd.went_to("0299") == {"trunk-amsterdam": len(crowd.between)}
    assert len(crowd.between) > 2
    # Of those who were asked each hears what comes behind the answer; two are listened to for whose greeting it is.
    assert all(np.abs(received(stage, call)).max() > LOUD for call in crowd.calls_of("0229"))
    assert all("trunk-hoorn" in ear.greeted_by(stage, call) for call in crowd.calls_of("0229")[:2])
    assert (await stage.daemon.health())["version"] == NEW
    assert (await veertien(stage, "records", "check"))[0] == 0
    assert step(stage) == NEW_STEP

    assert (await veertien(stage, "records", "back", OLD_STEP))[0] == 0
    put_in_force(link, OLD)
    await replace(stage)
    assert ((await stage.daemon.health())["version"], step(stage)) == (OLD, OLD_STEP)
    await place(stage, "14020", caller="0203000001")
    assert arrivals(stage, "0203000001") == ["trunk-amsterdam"]
    await stage.daemon.stop()
    talked = Counter({("connect", "GM0363", True, "caller"): EACH + len(crowd.between) + 1})
    assert kept(stage) == talked + Counter({("connect", "GM0405", True, "caller"): EACH})


async def replace(stage: Stage) -> None:
    """Have a daemon of the version in force take the place of the one that runs."""
    status, said = await veertien(stage, "restart")
    assert status == 0, said
    (pid,) = re.findall(r"Process (\d+) takes calls", said)
    stage.daemon.replaced_by(int(pid))


def step(stage: Stage) -> str:
    """The step at which the tables of the database are."""
    with sqlite3.connect(stage.config / "records" / "records.sqlite") as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])
