"""The caller's number and whether it is withheld go along unchanged; a withheld number is nowhere."""

import asyncio

import pytest

from demo.stage import Stage
from tests.telephony.calls import last_arrival, place
from tests.telephony.conftest import StageMaker


async def test_a_shown_number_goes_along(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await place(stage, "14020", caller="0612345678")
    arrival = last_arrival(stage)
    assert arrival.caller == "0612345678"
    assert arrival.presentation.startswith("allowed")


@pytest.mark.parametrize(
    "through",
    [
        # The carrier knows the number and says that it is withheld: P-Asserted-Identity with Privacy.
        "Local/{}@withheld/n",
        # The carrier tells nothing but an anonymous From.
        "PJSIP/{}@carrier-nameless",
    ],
)
async def test_a_withheld_number_stays_withheld(make_stage: StageMaker, through: str) -> None:
    stage = await make_stage()
    await place(stage, "14020", caller="0612345678", through=through, until=lambda _: answered_anywhere(stage))
    arrival = last_arrival(stage)
    assert arrival.endpoint == "trunk-amsterdam"
    assert arrival.presentation.startswith("prohib")
    assert "0612345678" not in stage.daemon.log
    async with asyncio.timeout(5):
        # The call's own line comes when it has ended.
        while '"caller_area_code": null' not in stage.daemon.log:
            await asyncio.sleep(0.1)


async def answered_anywhere(stage: Stage) -> None:
    await stage.world.greeted(await stage.world.arrival(lambda _: True))
