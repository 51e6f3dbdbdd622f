"""After a start of Asterisk or a reload of PJSIP, trunks that have not been asked yet are tried, not taken for dead."""

import asyncio
from pathlib import Path

import pytest

from demo.stage import Stage
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker

HEALING_SECONDS = 30.0
SELDOM = "qualify_frequency=3600"
"""So long that no trunk is asked while the test runs: the first time falls anywhere within it."""


@pytest.mark.fault("Asterisk has just started: no trunk asked yet", caller="the municipality", after="at once")
async def test_a_call_right_after_the_start_reaches_the_trunk(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await stage.pbx.stop()
    rarely_asked(stage)
    await stage.pbx.start()
    await until_all_unknown(stage)
    await place(stage, "14020")
    assert arrivals(stage) == ["trunk-amsterdam"]


@pytest.mark.fault("PJSIP reloaded with another address of a trunk", caller="the municipality", after="at once")
async def test_a_call_right_after_a_reload_of_pjsip_reaches_the_trunk(make_stage: StageMaker) -> None:
    stage = await make_stage()
    assert (await stage.daemon.health())["trunks"]["amsterdam"] == "up"
    pjsip = rarely_asked(stage)
    # The same place by another name: a contact that Asterisk has not seen yet.
    pjsip.write_text(pjsip.read_text().replace("contact=sip:127", "contact=sip:14@127"))
    await stage.pbx.console("module reload res_pjsip.so")
    await until_all_unknown(stage)
    await place(stage, "14020")
    assert arrivals(stage) == ["trunk-amsterdam"]


def rarely_asked(stage: Stage) -> Path:
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    pjsip.write_text(pjsip.read_text().replace("qualify_frequency=2", SELDOM))
    return pjsip


async def until_all_unknown(stage: Stage) -> None:
    async with asyncio.timeout(HEALING_SECONDS):
        while True:
            health = await stage.daemon.health()
            if health["ami"] == "connected" and set(health["trunks"].values()) == {"unknown"}:
                return
            await asyncio.sleep(0.1)
