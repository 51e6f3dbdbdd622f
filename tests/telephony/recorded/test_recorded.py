"""What a call's record says of SIP, of who ended it, and of where the seconds of the question went."""

import asyncio
from pathlib import Path

from demo.network import CARRIER_ADDRESS
from demo.peer import IncomingCall, Invitation, peer_at, scripts
from demo.peer.tones import tone
from tests.telephony.calls import by_keys, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from tests.telephony.records import record

TRUNK_ADDRESS = "127.0.0.40"
TALK_SECONDS = 1.0


async def test_the_record_says_who_ended_the_call_and_how_long_they_spoke(make_stage: StageMaker, folder: Path) -> None:
    async def hangs_up(call: IncomingCall) -> None:
        await call.answer()
        await asyncio.sleep(TALK_SECONDS)
        call.bye()

    tables = changed(folder, {}, {"Amsterdam": "overflow: []"})
    async with peer_at(TRUNK_ADDRESS) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact}, tables=tables)

        trunk.script = scripts.answers(tone(440, 0.1))
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        await asyncio.sleep(TALK_SECONDS)
        call.bye()
        line = await record(stage, 0)
        assert (line["ended_by"], line["sip_call_id"], line["test"]) == ("caller", call.dialog.call_id, False)
        assert TALK_SECONDS * 0.9 <= line["talk_seconds"] < TALK_SECONDS * 5
        assert line["started_at"] <= line["decided_at"] <= line["dialled_at"] < line["ended_at"]

        trunk.script = hangs_up
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.over()
        line = await record(stage, 1)
        assert (line["ended_by"], line["result"]) == ("destination", "ANSWER")
        assert TALK_SECONDS * 0.9 <= line["talk_seconds"] < TALK_SECONDS * 5

        trunk.script = scripts.rings
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.provisional(180)
        call.cancel()
        line = await record(stage, 2)
        assert (line["ended_by"], line["talk_seconds"]) == ("caller", None)

        call = await carrier.call(stage.network.pbx, Invitation("14099"))
        await call.final()
        line = await record(stage, 3)
        assert (line["ended_by"], line["talk_seconds"]) == ("us", None)


async def test_the_record_says_where_the_seconds_of_the_question_went(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await place(stage, "140229", by_keys(1))
    line = await record(stage, 0)
    question = line["question"]
    assert sum(question["parts"].values()) == round(question["seconds"] * 1000)
    assert question["parts"]["prompt"] > 0
    assert (question["keys"], question["language"], line["caller_kind"]) == (2, "nl", "fixed")
    assert line["answered_at"] < line["decided_at"]
