"""The caller's number and whether it is withheld go along unchanged; a withheld number is nowhere."""

from pathlib import Path

import pytest

from demo.daemon_config import TABLES
from demo.stage import Stage
from tests.telephony.calls import last_arrival, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed


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
    assert arrival.caller == "anonymous"
    # The call's own line comes when it has ended.
    assert "0612345678" not in await stage.daemon.logged('"caller_area_code": null')


async def test_where_the_trunk_says_so_no_number_goes_along_nor_what_was_dialled(
    make_stage: StageMaker, folder: Path
) -> None:
    trunks = (TABLES / "trunks.yaml").read_text()
    amsterdam = "    endpoint: trunk-amsterdam\n"
    assert amsterdam in trunks
    trunks = trunks.replace(amsterdam, f"{amsterdam}    caller_id: anonymous\n    diversion: no\n")
    stage = await make_stage(tables=changed(folder, {"trunks.yaml": trunks}, {}))
    await place(stage, "14020", caller="0612345678", until=lambda _: answered_anywhere(stage))
    arrival = last_arrival(stage)
    assert arrival.endpoint == "trunk-amsterdam"
    assert (arrival.caller, arrival.diversion) == ("anonymous", "")


async def answered_anywhere(stage: Stage) -> None:
    await stage.world.greeted(await stage.world.arrival(lambda _: True))
