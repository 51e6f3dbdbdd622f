"""`veertien doctor --call`: what callers of each number hear and where their calls would go, on a real Asterisk."""

import json
from typing import Any

from demo.stage import Stage
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker

DEBIAN = "asterisk_goes_deaf"
"""The Asterisk of the demo is Debian's own build, which the doctor rightly says."""


async def called(stage: Stage) -> tuple[set[str], dict[str, dict[str, Any]]]:
    _, said = await veertien(stage, "doctor", "--call", "--json")
    answer = json.loads(said.splitlines()[-1])
    codes = {finding["code"] for finding in answer["findings"]} - {DEBIAN}
    return codes, {call["number"]: call for call in answer["calls"]}


async def test_each_number_of_a_sound_pbx_comes_to_what_the_tables_say(make_stage: StageMaker) -> None:
    stage = await make_stage()
    codes, calls = await called(stage)
    assert codes == set()
    assert {"14020", "140229"} <= calls.keys()
    plain, asked = calls["14020"], calls["140229"]
    assert (plain["said"], plain["words"], plain["endpoint"]) == ([], "", "trunk-amsterdam")
    assert asked["words"].startswith("Welke gemeente?")
    assert calls["140226"]["words"].startswith("Koggenland of Opmeer?")
    # Under the national number what was accepted may still be asked back.
    assert set(calls["1400"]["said"][1:]) <= {"ja"}
    assert all(call["endpoint_state"] == "up" for call in calls.values())
    assert all(call["caller_heard"] and call["trunk_heard"] for call in calls.values())
    assert stage.world.arrivals == []
    _, said = await veertien(stage, "doctor", "--call")
    assert "14020: is put through: Amsterdam, over trunk-amsterdam (up)" in said
    assert "140229: hears “Welke gemeente?”" in said


async def test_tables_that_were_changed_and_not_loaded_are_found(make_stage: StageMaker) -> None:
    stage = await make_stage()
    table = stage.config / "municipalities" / "amsterdam.yaml"
    text = table.read_text()
    assert "trunk: amsterdam" in text
    table.write_text(text.replace("trunk: amsterdam", "trunk: opmeer"))
    codes, _ = await called(stage)
    assert codes == {"call_differs"}
    await veertien(stage, "reload")
    codes, calls = await called(stage)
    assert codes == set()
    assert calls["14020"]["endpoint"] == "trunk-opmeer"
