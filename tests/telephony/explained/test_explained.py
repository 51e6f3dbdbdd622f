"""What `veertien explain` says of real calls: what was asked, heard, dialled and answered, and why, with a cure."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from demo.world import Behaviour
from tests.telephony.calls import by_keys, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record
from veertien.testcall.placed_call import HangUp, HearOut, PlacedCall, Say, Wait

FIXED, MOBILE = "0229123456", "0612345678"
SETTINGS = "records: {dir: records}\n"
MOST_SECONDS = 30.0


async def explained(stage: Stage, place: int) -> str:
    """Return what the command says of the call that ended in this place, once it is recorded."""
    name = (await record(stage, place))["call"]
    async with asyncio.timeout(MOST_SECONDS):
        while True:
            status, said = await explain(stage, name)
            if status == 0:
                assert not any(number[1:] in said for number in (FIXED, MOBILE))
                return said
            assert "has just ended" in said, said
            await asyncio.sleep(0.2)


async def explain(stage: Stage, *arguments: str) -> tuple[int, str]:
    return await veertien(stage, "explain", *arguments, "--log", str(stage.daemon.log_file))


def tells(said: str, *patterns: str) -> None:
    """See that there is something for each pattern, in this order."""
    at = 0
    for pattern in patterns:
        found = re.compile(pattern).search(said, at)
        assert found is not None, f"no {pattern!r} in {said[at:]}"
        at = found.end()


def taken_by(stage: Stage, endpoint: str) -> Callable[[PlacedCall], Awaitable[None]]:
    """Stay until this endpoint has greeted the caller."""

    async def taken(_: PlacedCall) -> None:
        await stage.world.greeted(await stage.world.arrival(lambda arrival: arrival.endpoint == endpoint))

    return taken


async def test_each_kind_of_call_is_told_in_sentences(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=SETTINGS)
    rejects(stage, "trunk-medemblik")
    word = stage.voices.speak("Medemblik", CLEAR_VOICE)
    until = taken_by(stage, "trunk-medemblik-backup")
    await place(stage, "140229", (HearOut(), Say(word, "Medemblik")), caller=FIXED, until=until)
    tells(
        await explained(stage, 0),
        r"Put through to Medemblik\.",
        r"0\.00 s  A caller with a fixed number \(0229\) dialled 140229\.",
        r"several municipalities could get this call, so it was asked which one is meant\.",
        r"Answer 1 to the question which municipality: .* recognised in .* as Medemblik \(\d+ %\)",
        r"That reaches `accept` \(90 %\)\.",
        r"Medemblik was understood, surely enough; the question took \d+\.\d s \(",
        r"Decision: to the municipality Medemblik; to be tried in order: medemblik, medemblik-backup, operator\.",
        r"trunk-medemblik refused the call \(SIP 403, forbidden; Q\.850 21\)\.",
        r"-> Ask who runs this trunk .*trunks\.yaml:\d+\.",
        r"trunk-medemblik-backup took the call, \d\.\d+ s after the first was dialled\.",
        r"The caller hung up after \d+\.\d s of talk\.",
        r"Today: the tables are still those of then\.",
    )
    await place(stage, "140229", by_keys(1), caller=MOBILE)
    tells(
        await explained(stage, 1),
        r"A caller with a mobile number dialled 140229\.",
        r"The caller chose Hoorn by keys; .*; 2 keys",
        r"trunk-hoorn took the call,",
    )
    hangs_up = (HearOut(), Wait(0.5), HangUp())
    await place(stage, "140229", hangs_up, caller=FIXED, until=lambda _: asyncio.sleep(0))
    told = await explained(stage, 2)
    tells(told, r"Hung up before there was a choice", r"The caller hung up in the question")
    assert "Decision" not in told
    rejects(stage, "trunk-amsterdam")
    rejects(stage, "trunk-operator")
    await place(stage, "14020", caller=MOBILE, until=taken_by(stage, "fallback"))
    tells(
        await explained(stage, 3),
        r"To the fallback\.",
        r"one municipality alone could get the call, so nothing was asked",
        r"trunk-amsterdam refused the call \(SIP 403",
        r"trunk-operator refused the call \(SIP 403",
        r"Nobody took the call, so the dialplan gave it to the fallback\.",
        r"fallback took the call,",
    )
    # As if Amsterdam had moved to another trunk since.
    file = stage.config / "municipalities" / "amsterdam.yaml"
    file.write_text(file.read_text().replace("trunk: amsterdam", "trunk: hoorn"))
    tells(await explained(stage, 1), "Today: the tables are others, but the same would become of such a call")


async def test_a_call_that_is_going_on_and_one_that_never_was_get_one_message_each(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=SETTINGS)
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        await call.answered()
        await stage.daemon.events.published("taken")
        offered = (await stage.daemon.events.published("offered"))[0]
        status, said = await explain(stage, offered["arrival"]["sip_call_id"])
        assert status == 1
        assert "is still going on (they are talking); try again when it is over." in said
        status, said = await explain(stage, "1795000000.1")
        assert status == 1
        assert "There is no call 1795000000.1" in said
        call.bye()
        assert "The caller hung up after" in await explained(stage, 0)


async def test_without_a_database_a_call_is_told_from_the_log(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await place(stage, "14020", caller=MOBILE)
    tells(await explained(stage, 0), r"dialled 14020\.", r"trunk-amsterdam took the call,")


def rejects(stage: Stage, endpoint: str) -> None:
    stage.world.behaviours[endpoint] = Behaviour.REJECTS
