"""`veertien call`: a test call through the running PBX, with a timeline and an honest exit status."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["14020"], "0200000007 on trunk-amsterdam"),
        (["14 0229", "--press", "1,2"], "0229000002 on trunk-medemblik"),
        (["140229", "--say", "Medemblik"], "0229000002 on trunk-medemblik"),
    ],
)
async def test_a_call_that_is_put_through(make_stage: StageMaker, arguments: list[str], where: str) -> None:
    stage = await make_stage()
    status, said = await veertien(stage, "call", *arguments, "--json")
    moments = json.loads(said)["moments"]
    assert [moment["detail"] for moment in moments if moment["what"] == "put through"] == [where]
    assert status == 0


async def test_what_is_asked_back_can_be_answered_and_is_told(make_stage: StageMaker, folder: Path) -> None:
    # Sure enough or not: each name is asked back.
    stage = await make_stage(tables=changed(folder, {"conversation.yaml": "question: {accept: 1}\n"}, {}))
    status, said = await veertien(stage, "call", "140229", "--say", "Hoorn", "--say", "ja", "--json")
    moments = json.loads(said)["moments"]
    assert [moment["detail"] for moment in moments if moment["what"] == "said"] == ["Hoorn", "ja"]
    assert [moment["detail"] for moment in moments if moment["what"] == "asked"] == ["ask", "confirm"]
    assert [moment["detail"].split("/")[0] for moment in moments if moment["what"] == "understood"][:1] == ["GM0405"]
    assert [moment["detail"] for moment in moments if moment["what"] == "decided"] == ["connect GM0405 confirmed"]
    told = [moment["what"] for moment in moments if moment["what"] in {"asked", "said", "understood", "decided"}]
    assert told == ["asked", "said", "understood", "asked", "said", "understood", "decided"]
    assert [moment["seconds"] for moment in moments] == sorted(moment["seconds"] for moment in moments)
    assert status == 0


async def test_the_operator_is_another_status_than_a_municipality(make_stage: StageMaker) -> None:
    stage = await make_stage()
    status, said = await veertien(stage, "call", "140229", "--press", "0")
    assert "decided  operator asked for a person" in said
    assert "put through" in said
    assert said.splitlines()[-1].startswith("Why: veertien explain veertien-")
    assert status == 3


async def test_a_number_that_is_none_is_refused_before_dialling(make_stage: StageMaker) -> None:
    stage = await make_stage()
    status, said = await veertien(stage, "call", "14999")
    assert status == 2
    assert "14999" in said


async def test_two_calls_placed_at_once_are_both_told_to_the_end(make_stage: StageMaker) -> None:
    """Asterisk tells a Stasis application's events to who connected last; each call has an application of its own."""
    stage = await make_stage()
    both = await asyncio.gather(
        veertien(stage, "call", "140229", "--say", "Medemblik", "--json"),
        veertien(stage, "call", "14020", "--json"),
    )
    told = [
        [moment["detail"] for moment in json.loads(said)["moments"] if moment["what"] == "put through"]
        for _, said in both
    ]
    assert told == [["0229000002 on trunk-medemblik"], ["0200000007 on trunk-amsterdam"]]
    assert [status for status, _ in both] == [0, 0]
