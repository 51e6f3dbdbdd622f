"""A trunk that carries as many calls as it may is passed over for the next."""

import asyncio
import shutil
from pathlib import Path

import pytest

from demo.daemon_config import TABLES
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker


@pytest.mark.fault("the trunk carries all the calls it may", caller="the next destination", after="at once")
@pytest.mark.parametrize(
    ("lines", "settings"),
    [
        pytest.param(2, "", id="one-node"),
        pytest.param(4, "node: veertien-1\nnodes: [veertien-1, veertien-2]\n", id="of-two-nodes"),
    ],
)
async def test_the_call_beyond_the_capacity_goes_to_the_next_trunk(
    make_stage: StageMaker, folder: Path, lines: int, settings: str
) -> None:
    tables = folder / "tables"
    shutil.copytree(TABLES, tables)
    trunks = (tables / "trunks.yaml").read_text()
    assert "capacity: 120" in trunks
    (tables / "trunks.yaml").write_text(trunks.replace("capacity: 120", f"capacity: {lines}"))
    stage = await make_stage(tables=tables, settings=settings)
    callers = ["0201000001", "0201000002", "0201000003"]

    async def place_later(caller: str, seconds: float) -> None:
        # Calls of the very same moment count each other, and may leave a line free.
        await asyncio.sleep(seconds)
        await place(stage, "14020", caller=caller)

    await asyncio.gather(*(place_later(caller, 0.5 * number) for number, caller in enumerate(callers)))
    taken = sorted(endpoint for caller in callers for endpoint in arrivals(stage, caller))
    assert taken == ["trunk-amsterdam", "trunk-amsterdam", "trunk-operator"]
    await place(stage, "14020", caller="0201000004")
    assert arrivals(stage, "0201000004") == ["trunk-amsterdam"]
