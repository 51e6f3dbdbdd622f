"""Destinations that share calls: both take some, and a call that one turns away is taken by the other."""

from pathlib import Path

from demo.world import Behaviour
from tests.telephony.calls import arrivals, last_arrival, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from veertien.testcall.placed_call import PlacedCall

FIRST, SECOND = "trunk-hoorn", "trunk-hoorn-backup"
MOST_CALLS = 20
"""So many draws leave one of two equal shares without a call once in half a million runs."""


async def test_both_take_calls_and_stand_in_for_each_other(make_stage: StageMaker, folder: Path) -> None:
    tables = changed(folder, {}, {})
    amsterdam = tables / "municipalities/amsterdam.yaml"
    one, other = (f"- {{trunk: {key}, number: 0229000001, weight: 50}}" for key in ("hoorn", "hoorn-backup"))
    amsterdam.write_text(
        amsterdam.read_text().replace(
            "      - trunk: amsterdam\n        number: 0200000007\n", f"      {one}\n      {other}\n"
        )
    )
    stage = await make_stage(tables=tables)
    reached: set[str] = set()
    for number in range(MOST_CALLS):
        await place(stage, "14020", caller=f"02000000{number:02}")
        reached.add(last_arrival(stage).endpoint)
        if reached == {FIRST, SECOND}:
            break
    assert reached == {FIRST, SECOND}
    await stage.daemon.logged("drawn first: hoorn-backup.")

    async def second_greets(call: PlacedCall) -> None:
        arrived = await stage.world.arrival(lambda arrival: arrival.endpoint == SECOND and arrival.at > call.began)
        await stage.world.greeted(arrived)

    stage.world.behaviours[FIRST] = Behaviour.BUSY
    await place(stage, "14020", caller="0200001000", until=second_greets)
    assert arrivals(stage, "0200001000")[-1] == SECOND
