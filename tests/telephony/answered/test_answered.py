"""The record says what the caller's network was answered, and what each destination answered."""

from pathlib import Path

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from demo.peer.tones import tone
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from tests.telephony.records import record

TRUNK_ADDRESS = "127.0.0.40"
ANSWERS = {
    "480 Temporarily Unavailable": 480,
    "486 Busy Here": 486,
    "600 Busy Everywhere": 600,
    "403 Forbidden": 403,
    "410 Gone": 410,
    "484 Address Incomplete": 484,
    "485 Ambiguous": 404,
    "603 Decline": 603,
    "607 Unwanted": 607,
    "503 Service Unavailable": 503,
    "500 Server Internal Error": 503,
}
ENDS = """
[veertien-carrier]
exten => _9X!,1,Set(CHANNEL(hangup_handler_push)=veertien-hangup,s,1)
 same => n,Set(VEERTIEN_OVER=${EXTEN:1})
 same => n,Goto(veertien-over,14020,1)
"""
"""A context that ends calls with the cause that is dialled behind 9."""
CAUSES = range(1, 128)


async def test_the_record_has_the_answer_that_the_callers_network_got(make_stage: StageMaker, folder: Path) -> None:
    tables = changed(folder, {}, {"Amsterdam": "overflow: []"})
    async with peer_at(TRUNK_ADDRESS) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact}, tables=tables)
        for place, (said, heard) in enumerate(ANSWERS.items()):
            trunk.script = scripts.refuses(said)
            call = await carrier.call(stage.network.pbx, Invitation("14020"))
            assert (await call.final()).message.status == heard
            line = await record(stage, place)
            assert (line["sip_status"], line["turned_away"][0]["sip_status"]) == (heard, int(said[:3]))
            assert line["ended_by"] == "us"

        trunk.script = scripts.rings
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.provisional(180)
        call.cancel()
        line = await record(stage, len(ANSWERS))
        assert (await call.final()).message.status == line["sip_status"] == 487

        trunk.script = scripts.answers(tone(440, 0.5))
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        call.bye()
        assert (await record(stage, len(ANSWERS) + 1))["sip_status"] == 200

        call = await carrier.call(stage.network.pbx, Invitation("14099"))
        line = await record(stage, len(ANSWERS) + 2)
        assert (line["outcome"], line["sip_status"]) == ("refused", (await call.final()).message.status)


async def test_for_each_cause_the_dialplan_knows_what_asterisk_answers(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage()
        dialplan = stage.pbx.folders.etc / "extensions.conf"
        dialplan.write_text(dialplan.read_text() + ENDS)
        await stage.pbx.console("dialplan reload")
        wrong: dict[int, tuple[int, int]] = {}
        for place, cause in enumerate(CAUSES):
            call = await carrier.call(stage.network.pbx, Invitation(f"9{cause}"))
            heard, kept = (await call.final()).message.status, (await record(stage, place))["sip_status"]
            if heard != kept:
                wrong[cause] = (heard, kept)
        assert not wrong
