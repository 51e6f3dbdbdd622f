"""A caller who was asked hears it ring from the moment their municipality is dialled; nothing else changes by it."""

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.network import CARRIER_ADDRESS
from demo.peer import IncomingCall, Invitation, OutgoingCall, Peer, Script, Session, peer_at, scripts
from demo.peer.tones import HERTZ, tone
from demo.stage import Stage
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import share_heard
from tests.telephony.records import record

TRUNK, BACKUP = "127.0.0.40", "127.0.0.41"
ASKS, ASKS_NOT = "140229", "140227"
"""14 0229 asks, and the second in its list is Medemblik; 14 0227 is Medemblik's alone."""
RINGING, LOUD = 425, 1000.0
"""What the Dutch ringing tone is made of, in hertz, and a level that nothing else in it reaches."""
BETWEEN_SECONDS = 0.8
"""Seconds between two keys of one caller."""
SILENT_SECONDS = 2.0
BRIDGED_SECONDS = 0.3
"""Longer than Asterisk takes to join two channels once it has acknowledged the answer."""


async def asked(stage: Stage, carrier: Peer, invitation: Invitation | None = None) -> OutgoingCall:
    """Call a number that asks, and choose Medemblik by keys."""
    call = await carrier.call(stage.network.pbx, invitation or Invitation(ASKS, caller="0229123456"))
    await call.answered()
    for key in "12":
        await asyncio.sleep(BETWEEN_SECONDS)
        await call.media.press(key)
    return call


def tone_seconds(sound: NDArray[np.int16], hertz: int) -> float:
    """Return for how long a tone is in the sound."""
    size = HERTZ // 10
    wave = np.exp(-2j * np.pi * hertz * np.arange(size) / HERTZ)
    pieces = (sound[start : start + size] for start in range(0, len(sound) - size + 1, size))
    return sum(float(abs(wave @ piece)) * 2 / size > LOUD for piece in pieces) / 10


@pytest.mark.fault("a trunk says 100 and is silent for a while", caller="the ringing tone, if asked", after="at once")
async def test_it_rings_before_the_trunk_says_so_and_early_media_and_the_answer_are_heard(
    make_stage: StageMaker,
) -> None:
    early, greeting = tone(1000, 1.0), tone(700, 1.0)
    moments: list[float] = []

    async def takes_its_time(call: IncomingCall) -> None:
        await call.respond("100 Trying")
        await asyncio.sleep(SILENT_SECONDS)
        moments.append(asyncio.get_running_loop().time())
        await call.respond("183 Session Progress", Session())
        await call.media.play(early)
        await call.answer()
        await call.media.play(greeting)
        await asyncio.sleep(0.5)
        call.bye()

    async with peer_at(TRUNK, script=takes_its_time) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact})
        call = await asked(stage, carrier)
        arrival = await trunk.arrival()
        await call.over()
    heard = call.media.sound(arrival.at)
    before = heard[: round((moments[0] - arrival.at) * HERTZ)]
    assert tone_seconds(before, RINGING) > 0.5
    assert share_heard(heard.astype(float), early.astype(float)) > 0.9
    assert share_heard(heard.astype(float), greeting.astype(float)) > 0.9


async def rings_and_times_out(call: IncomingCall) -> None:
    await call.respond("180 Ringing")
    await call.respond("408 Request Timeout")


async def rings_and_is_away(call: IncomingCall) -> None:
    await call.respond("180 Ringing")
    await call.respond("480 Temporarily Unavailable")


async def is_heard_and_refuses(call: IncomingCall) -> None:
    await call.respond("183 Session Progress", Session())
    await call.respond("404 Not Found")


ENDS: dict[str, tuple[Script, str, int]] = {
    "486": (scripts.refuses("486 Busy Here"), "busy", 17),
    "600": (scripts.refuses("600 Busy Everywhere"), "busy", 17),
    "480 after ringing": (rings_and_is_away, "no_answer", 19),
    "408 after ringing": (rings_and_times_out, "no_answer", 19),
    "408": (scripts.refuses("408 Request Timeout"), "unavailable", 18),
    "rings in vain": (scripts.rings, "no_answer", 19),
    "302": (scripts.refuses("302 Moved", (("Contact", "<sip:0900@127.0.0.1>"),)), "rejected", 23),
    "404 after early media": (is_heard_and_refuses, "rejected", 1),
    "603": (scripts.refuses("603 Decline"), "rejected", 21),
    "503": (scripts.refuses("503 Service Unavailable"), "congestion", 34),
    "500": (scripts.refuses("500 Server Internal Error"), "congestion", 38),
    "401": (scripts.refuses("401 Unauthorized"), "unavailable", 57),
    "only 100": (scripts.trying, "unavailable", 18),
    "nothing": (scripts.nothing, "unavailable", 18),
}


@pytest.mark.fault("a trunk does not take the call of a caller who was asked", caller="the next destination", after="-")
async def test_a_trunk_that_takes_no_call_is_left_for_the_same_reason_asked_or_not(make_stage: StageMaker) -> None:
    async with (
        peer_at(TRUNK) as trunk,
        peer_at(BACKUP, script=scripts.answers()) as backup,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact, "trunk-medemblik-backup": backup.contact})
        left: dict[str, dict[str, object]] = {"asked": {}, "not asked": {}}
        for name, (script, _, _) in ENDS.items():
            trunk.script = script
            for way in left:
                place = len(backup.arrivals)
                called = Invitation(ASKS_NOT, caller="0227123456")
                call = await (asked(stage, carrier) if way == "asked" else carrier.call(stage.network.pbx, called))
                await (await backup.arrival(place)).until(lambda message: message.method == "ACK", "ACK")
                await call.answered()
                # Asterisk acknowledges before its Dial knows: a caller who hangs up in between has cancelled.
                await asyncio.sleep(BRIDGED_SECONDS)
                call.bye()
                line = await record(stage, place)
                assert (line["result"], line["endpoint"], line["attempt"]) == ("ANSWER", "trunk-medemblik-backup", 2)
                (turned_away,) = line["turned_away"]
                left[way][name] = (turned_away["endpoint"], turned_away["end"], turned_away["cause"])
    expected = {name: ("trunk-medemblik", end, cause) for name, (_, end, cause) in ENDS.items()}
    assert left == {"asked": expected, "not asked": expected}


async def test_a_caller_who_was_not_asked_gets_the_trunks_own_answers_and_no_others(make_stage: StageMaker) -> None:
    rings, answers = asyncio.Event(), asyncio.Event()

    async def when_told(call: IncomingCall) -> None:
        await call.respond("100 Trying")
        await rings.wait()
        await call.respond("180 Ringing")
        await answers.wait()
        await call.answer()

    async with peer_at(TRUNK, script=when_told) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact})
        call = await carrier.call(stage.network.pbx, Invitation(ASKS_NOT))
        await trunk.arrival()
        assert len(await stage.pbx.channels()) == 2
        assert statuses(call) == {100}
        rings.set()
        await call.provisional(180)
        assert len(await stage.pbx.channels()) == 2
        assert statuses(call) == {100, 180}
        answers.set()
        await call.answered()
        call.bye()


def statuses(call: OutgoingCall) -> set[int]:
    return {one.message.status for one in call.received}


async def test_a_caller_who_gives_up_while_it_rings_ends_the_call_at_the_trunk(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact})
        call = await asked(stage, carrier)
        arrival = await trunk.arrival()
        call.bye()
        await arrival.until(lambda message: message.method == "CANCEL", "CANCEL")
        assert (await record(stage, 0))["result"] == "CANCEL"


@pytest.mark.parametrize("who", ["caller", "municipality"])
async def test_who_hangs_up_ends_the_call_at_the_other_end(make_stage: StageMaker, who: str) -> None:
    async with peer_at(TRUNK, script=scripts.answers()) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact})
        call = await asked(stage, carrier)
        arrival = await trunk.arrival()
        await arrival.until(lambda message: message.method == "ACK", "ACK")
        await asyncio.sleep(1)
        (call if who == "caller" else arrival).bye()
        await (arrival if who == "caller" else call).over()
        line = await record(stage, 0)
        assert (line["result"], line["cause"], line["turned_away"]) == ("ANSWER", 16, [])


async def test_the_trunk_counts_the_call_once_and_no_more_when_it_has_not_taken_it(make_stage: StageMaker) -> None:
    answers, refuses = asyncio.Event(), asyncio.Event()

    async def when_told(call: IncomingCall) -> None:
        await answers.wait()
        await call.answer()

    async def refuses_when_told(call: IncomingCall) -> None:
        await refuses.wait()
        await call.respond("503 Service Unavailable")

    async with (
        peer_at(TRUNK, script=refuses_when_told) as trunk,
        peer_at(BACKUP, script=when_told) as backup,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact, "trunk-medemblik-backup": backup.contact})
        call = await asked(stage, carrier)
        await trunk.arrival()
        assert await carried(stage) == ["trunk-medemblik"]
        refuses.set()
        await backup.arrival()
        assert await carried(stage) == ["trunk-medemblik-backup"]
        answers.set()
        await (await backup.arrival()).until(lambda message: message.method == "ACK", "ACK")
        assert await carried(stage) == ["trunk-medemblik-backup"]
        call.bye()


async def carried(stage: Stage) -> list[str]:
    """The trunk of each channel that counts for one."""
    lines = (await stage.pbx.console("group show channels")).splitlines()
    return [line.split()[1] for line in lines if line.split()[2:] == ["veertien"]]


@pytest.mark.parametrize("withheld", [False, True])
async def test_the_trunk_is_told_the_same_of_a_caller_who_was_asked(make_stage: StageMaker, withheld: bool) -> None:
    identity = ("P-Asserted-Identity", '"Jansen" <sip:0229123456@127.0.0.2>')
    headers = (identity, ("Privacy", "id")) if withheld else (identity,)
    told: list[dict[str, tuple[str, ...]]] = []
    async with peer_at(TRUNK, script=scripts.answers()) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact})
        invitations = [Invitation(number, caller="0229123456", headers=headers) for number in (ASKS, ASKS_NOT)]
        ways: list[Callable[[Invitation], Awaitable[OutgoingCall]]] = [
            lambda invitation: asked(stage, carrier, invitation),
            lambda invitation: carrier.call(stage.network.pbx, invitation),
        ]
        for place, (way, invitation) in enumerate(zip(ways, invitations, strict=True)):
            call = await way(invitation)
            invite = (await trunk.arrival(place)).invite
            told.append(
                {
                    name: tuple(value.split(";tag=")[0] for value in invite.all(name))
                    for name in sorted({name for name, _ in invite.headers})
                    if name not in ("via", "call-id", "cseq", "content-length", "to")
                }
            )
            await call.answered()
            call.bye()
    as_if_not_asked = {
        name: tuple(value.replace(ASKS, ASKS_NOT) for value in values) for name, values in told[0].items()
    }
    assert as_if_not_asked == told[1]
    assert ("0229123456" in str(told)) is not withheld


@pytest.mark.parametrize("events", [101, None])
async def test_keys_reach_the_municipality_of_a_caller_who_was_asked(
    make_stage: StageMaker, events: int | None
) -> None:
    async def answers(call: IncomingCall) -> None:
        await call.respond("200 OK", Session(events=events))

    async with peer_at(TRUNK, script=answers) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-medemblik": trunk.contact})
        call = await asked(stage, carrier)
        arrival = await trunk.arrival()
        await arrival.until(lambda message: message.method == "ACK", "ACK")
        await asyncio.sleep(BETWEEN_SECONDS)
        await call.media.press("6")
        await asyncio.sleep(BETWEEN_SECONDS)
        call.bye()
        await arrival.over()
    keys = [one.packet.payload[0] for one in arrival.media.heard if one.packet.payload_type == events]
    if events is None:
        sound = arrival.media.sound()
        assert tone_seconds(sound, 770) > 0
        assert tone_seconds(sound, 1477) > 0
    else:
        assert set(keys) == {6}
